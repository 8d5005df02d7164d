// The start-up program for Node: three tasks take turns once.
'use strict';

async function count() {
  console.log('One');
  await undefined;
  console.log('Two');
}

Promise.all([count(), count(), count()]);
