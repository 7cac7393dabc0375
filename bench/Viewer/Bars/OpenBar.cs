using Microsoft.Playwright;
using TracedLlm.Bench.Viewer.Browsers;
using TracedLlm.Viewer.Browser.Tests.Browsers;

namespace TracedLlm.Bench.Viewer.Bars;

/// <summary>A request with a hundred spans opens within a tenth of a second; the best of several runs counts.</summary>
internal static class OpenBar
{
    private const int LeastSpans = 100;
    private const int Runs = 12;
    private const double MostOpening = 100;

    // From the click to the frame that shows the spans: the page fetches the request in between.
    private const string Open = """
        async id => {
            const row = document.querySelector(`[role=row][data-id="${id}"]`);
            const start = performance.now();
            row.click();
            await new Promise(done => {
                const look = () => document.querySelectorAll('[role=treegrid] [role=row][data-id]').length > 1 ? done() : setTimeout(look, 0);
                look();
            });
            await new Promise(done => requestAnimationFrame(() => setTimeout(done, 0)));
            return performance.now() - start;
        }
        """;

    public static async Task<Bar> MeasureAsync(ExampleViewer viewer)
    {
        var request = viewer.Examples.ManySpans;
        if (request.Spans < LeastSpans)
        {
            throw new InvalidOperationException($"The request has {request.Spans} spans.");
        }

        await using var page = await viewer.OpenAsync();
        var (opening, floor) = (double.MaxValue, double.MaxValue);
        for (var run = 0; run < Runs; run++)
        {
            await Assertions.Expect(page.Row(request.Id)).ToBeVisibleAsync();
            floor = Math.Min(floor, await FrameTimes.NextAsync(page.Tab));
            opening = Math.Min(opening, await page.Tab.EvaluateAsync<double>(Open, request.Id));
            await page.Tab.GoBackAsync();
        }

        return new("opening a request with 100 spans", opening, MostOpening, floor, "ms");
    }
}
