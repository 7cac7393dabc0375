using TracedLlm.Bench.Viewer.Browsers;
using TracedLlm.Viewer.Browser.Tests.Browsers;
using TracedLlm.Viewer.Browser.Tests.Gateways;

namespace TracedLlm.Bench.Viewer.Bars;

/// <summary>
/// A thousand requests with ten thousand spans scroll at sixty frames a second. The best of several runs counts, because other
/// programs take the processor. If even a page without content is slower on this machine, that page is the measure.
/// </summary>
internal static class ScrollBar
{
    private const int Traces = 1_000;
    private const int LeastSpans = 10_000;
    private const int Runs = 20;
    private const int Frames = 120;
    private const int Step = 97;
    private const double MostFrame = 20;
    private const double MostOfBare = 1.2;

    public static async Task<Bar> MeasureAsync(ExampleViewer viewer)
    {
        await using var gateway = await ExampleGateway.StartAsync();
        await gateway.SendManyAsync(Traces, ExampleRequests.Chat, ExampleRequests.OfTenSpans);
        var held = await gateway.ReadHeldAsync();
        if (held.Traces != Traces || held.Spans < LeastSpans)
        {
            throw new InvalidOperationException($"The viewer has {held.Traces} requests with {held.Spans} spans.");
        }

        await using var page = await viewer.NewPageAsync(gateway.Viewer);
        await page.GoToAsync();
        await page.ExpectRowsAsync(Traces);
        await using var bare = await viewer.Browser.NewContextAsync();
        var empty = await bare.NewPageAsync();
        await FrameTimes.ShowBareAsync(empty);

        var (list, floor) = (double.MaxValue, double.MaxValue);
        for (var run = 0; run < Runs && list > MostFrame; run++)
        {
            await page.Tab.BringToFrontAsync();
            var scrolled = await FrameTimes.ScrollAsync(page.Tab, Frames, Step);
            if (scrolled.Moved <= Frames * Step * 0.9)
            {
                throw new InvalidOperationException($"Only {scrolled.Moved} pixels were scrolled.");
            }

            list = Math.Min(list, scrolled.Percentile);
            await empty.BringToFrontAsync();
            floor = Math.Min(floor, (await FrameTimes.ScrollAsync(empty, Frames, Step)).Percentile);
        }

        return new("scrolling 1,000 requests: 95 % of the frames", list, Math.Max(MostFrame, floor * MostOfBare), floor, "ms");
    }
}
