using Microsoft.Playwright;

namespace TracedLlm.Bench.Viewer.Browsers;

/// <summary>Measures in a page how long its frames take.</summary>
internal static class FrameTimes
{
    private const double Share = 0.95;

    // Scrolls the largest scrollable element by a step for each frame, back and forth, and returns the times between frames.
    private const string Scroll = """
        async ({ frames, step }) => {
            const scrollable = [document.scrollingElement, ...document.querySelectorAll('*')]
                .filter(element => element.scrollHeight > element.clientHeight + step && (element === document.scrollingElement || /auto|scroll/.test(getComputedStyle(element).overflowY)))
                .sort((one, other) => other.scrollHeight - one.scrollHeight)[0];
            const times = [];
            let moved = 0;
            let direction = 1;
            await new Promise(done => {
                let last = 0;
                const next = now => {
                    if (last > 0) {
                        times.push(now - last);
                    }

                    last = now;
                    if (times.length === frames) {
                        return done();
                    }

                    if (scrollable) {
                        const before = scrollable.scrollTop;
                        scrollable.scrollTop = before + direction * step;
                        moved += Math.abs(scrollable.scrollTop - before);
                        if (scrollable.scrollTop === before) {
                            direction = -direction;
                        }
                    }

                    requestAnimationFrame(next);
                };
                requestAnimationFrame(next);
            });
            return { times, moved };
        }
        """;

    // What the machine itself can do: a page with a bare list of the same height, which the browser scrolls without a script of the page.
    private const string Bare = """
        <!doctype html><title>bare</title><div style="height:100vh;overflow:auto"><div style="height:40000px;background:linear-gradient(#fff,#000)"></div></div>
        """;

    private const string Next = """
        async () => {
            const start = performance.now();
            await new Promise(done => requestAnimationFrame(() => setTimeout(done, 0)));
            return performance.now() - start;
        }
        """;

    /// <summary>Scrolls what the tab shows.</summary>
    /// <param name="page">The tab.</param>
    /// <param name="frames">The number of frames.</param>
    /// <param name="step">By how many pixels each frame scrolls.</param>
    public static async Task<FrameRun> ScrollAsync(IPage page, int frames, int step)
    {
        var run = await page.EvaluateAsync<ScrollResult>(Scroll, new { frames, step });
        Array.Sort(run.Times);
        return new(run.Times[(int)(run.Times.Length * Share)], run.Moved);
    }

    /// <summary>How long a tab takes to its next frame without any work, in milliseconds.</summary>
    public static Task<double> NextAsync(IPage page) => page.EvaluateAsync<double>(Next);

    /// <summary>Shows a list without content, to measure the browser and the machine.</summary>
    public static Task ShowBareAsync(IPage page) => page.SetContentAsync(Bare);

    /// <summary>What the script returns.</summary>
    private sealed class ScrollResult
    {
        public double[] Times { get; set; } = [];

        public double Moved { get; set; }
    }
}
