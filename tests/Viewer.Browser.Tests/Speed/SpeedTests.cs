using Microsoft.Playwright;
using TracedLlm.Viewer.Browser.Tests.Browsers;
using TracedLlm.Viewer.Browser.Tests.Gateways;
using TracedLlm.Viewer.Browser.Tests.Measuring;
using Xunit.Abstractions;

namespace TracedLlm.Viewer.Browser.Tests.Speed;

/// <summary>
/// The page is as fast as is promised, measured in the page. The best of several runs counts, because other programs take the
/// processor. If even a page without content is slower than the promise on this machine, that page is the measure.
/// </summary>
[Collection(SharedViewer.Name)]
public sealed class SpeedTests(ViewerFixture viewer, ITestOutputHelper output)
{
    private const int Traces = 1_000;
    private const int LeastSpans = 10_000;
    private const int Runs = 20;
    private const int OpeningRuns = 12;
    private const int Frames = 120;
    private const int Step = 97;
    private const double MostFrame = 20;
    private const double MostOfBare = 1.2;
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

    [SpeedFact]
    public async Task A_thousand_requests_with_ten_thousand_spans_scroll_at_sixty_frames_a_second()
    {
        await using var gateway = await ExampleGateway.StartAsync();
        await gateway.SendManyAsync(Traces, ExampleRequests.Chat, ExampleRequests.OfTenSpans);
        var held = await gateway.ReadHeldAsync();
        Assert.Equal(Traces, held.Traces);
        Assert.True(held.Spans >= LeastSpans, $"{held.Spans} spans");
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
            Assert.True(scrolled.Moved > Frames * Step * 0.9, $"Only {scrolled.Moved} pixels were scrolled.");
            list = Math.Min(list, scrolled.Percentile);
            await empty.BringToFrontAsync();
            floor = Math.Min(floor, (await FrameTimes.ScrollAsync(empty, Frames, Step)).Percentile);
        }

        var result = $"95 % of the frames take up to {list:0.0} ms, of a page without content {floor:0.0} ms.";
        output.WriteLine(result);
        Assert.True(list <= Math.Max(MostFrame, floor * MostOfBare), result);
    }

    [SpeedFact]
    public async Task A_request_with_a_hundred_spans_opens_within_a_tenth_of_a_second()
    {
        var request = viewer.Examples.ManySpans;
        Assert.True(request.Spans >= 100, $"{request.Spans} spans");
        await using var page = await viewer.OpenAsync();
        List<double> times = [];
        for (var run = 0; run < OpeningRuns && (run < 2 || times.Min() > MostOpening); run++)
        {
            await Assertions.Expect(page.Row(request.Id)).ToBeVisibleAsync();
            times.Add(await page.Tab.EvaluateAsync<double>(Open, request.Id));
            await page.Tab.GoBackAsync();
        }

        var result = $"The request took {string.Join(", ", times.Select(time => $"{time:0} ms"))} to open.";
        output.WriteLine(result);
        Assert.True(times.Min() <= MostOpening, result);
    }
}
