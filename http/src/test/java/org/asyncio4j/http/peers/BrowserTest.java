package org.asyncio4j.http.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.asyncio4j.http.badinput.Site;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.WebDriver;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;

import java.io.File;
import java.nio.file.Path;

/** Our server, and a browser: a page with a WebSocket, server-sent events and an upload. */
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
class BrowserTest {
    private static final String BROWSER = "/usr/bin/chromium";
    private static final String DRIVER = "/usr/bin/chromedriver";

    @TempDir Path folder;

    @BeforeAll
    static void needsTheBrowser() {
        Peer.require(BROWSER, "--version");
        Peer.require(DRIVER, "--version");
    }

    private WebDriver open() {
        ChromeOptions options = new ChromeOptions();
        options.setBinary(BROWSER);
        options.addArguments(
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--no-proxy-server",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--user-data-dir=" + folder.resolve("profile"));
        ChromeDriverService service =
                new ChromeDriverService.Builder()
                        .usingDriverExecutable(new File(DRIVER))
                        .usingAnyFreePort()
                        .build();
        return new ChromeDriver(service, options);
    }

    @Test
    void aPage() throws Exception {
        try (Site site = Site.start(new PeerApplication(folder)::routes)) {
            WebDriver driver = open();
            try {
                driver.get(site.url("/page"));
                String title = driver.getTitle();
                for (int i = 0; i < 200 && title.equals("waiting"); i++) {
                    Thread.sleep(50); // The page works by itself; WebDriver can only ask.
                    title = driver.getTitle();
                }
                assertEquals(
                        "end of events 7, end of fetch 300000, end of socket 4321 true,"
                                + " event 0, event 1, event 2, message of 100000",
                        title);
            } finally {
                driver.quit();
            }
        }
    }
}
