package org.asyncio4j.http.server;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Map;

@Timeout(10)
class PathTemplateTest {
    @Test
    void namesInTheirOrder() {
        assertArrayEquals(
                new String[] {"user", "year", "rest"},
                PathTemplate.parse("/{user}/at-{year:int}/{rest:path}").names());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            textBlock =
                    """
                    users              ; must begin with a slash
                    /{id               ; brace has no partner
                    /id}               ; brace has no partner
                    /{}                ; must have a name
                    /{a-b}             ; must have a name
                    /{a}/{a}           ; a variable twice
                    /{a:path}/b        ; must be its end
                    /x{a:path}         ; stands alone
                    /{a:.*}            ; {name:path}
                    /{a:}              ; {name:path}
                    /{a:[}             ; regular expression is none
                    /{a:x)|(y}         ; regular expression is none
                    """)
    void refusesWhatIsNoPath(String path, String reason) {
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> PathTemplate.parse(path));
        assertTrue(e.getMessage().contains(path), e.getMessage());
        assertTrue(e.getMessage().contains(reason), e.getMessage());
    }

    @Test
    void slashesAndBracesWithinBracesBelongToTheExpression() {
        assertEquals(1, PathTemplate.parse("/{a:[a-z]{2,3}|x/y}").segments().size());
    }

    @Test
    void fillsVariables() {
        PathTemplate template = PathTemplate.parse("/u s/{name}/v{major:int}/{rest:path}");
        assertEquals(
                "/u%20s/a%2Fb%20%C3%A9/v7/x/y%3F",
                template.fill(Map.of("name", "a/b é", "major", "7", "rest", "x/y?")));
    }

    @Test
    void refusesToFillWithWhatIsMissingOrTooMuch() {
        PathTemplate template = PathTemplate.parse("/{a}");
        assertThrows(IllegalArgumentException.class, () -> template.fill(Map.of()));
        assertThrows(
                IllegalArgumentException.class, () -> template.fill(Map.of("a", "1", "b", "2")));
    }
}
