using System.Net;
using TracedLlm.Viewer.Store;
using TracedLlm.Viewer.Tests.Hosting;

namespace TracedLlm.Viewer.Tests.Store;

/// <summary>What the store costs: nothing is encoded for it, and a request that has ended leaves only its spans.</summary>
[Collection(ProcessWide.Name)]
public sealed class HeldMemoryTests : IDisposable
{
    private readonly StoreSpans _spans = new();

    [Fact]
    public void Holding_a_span_allocates_little()
    {
        const int Requests = 1_000;
        const int SpansPerRequest = 8;
        var store = new TraceStore(maxTraces: 100, maxBytes: 32 << 20);
        Measure(store, 200, SpansPerRequest);

        var perSpan = Measure(store, Requests, SpansPerRequest) / (Requests * SpansPerRequest);

        // The list of the spans, and for each request its trace, its lock, its place in a list and its facts without the request's state.
        Assert.InRange(perSpan, 0, 100);
    }

    [Fact]
    public async Task A_held_trace_does_not_keep_its_request_alive()
    {
        await using var gateway = await ViewedGateway.StartAsync();
        var state = await SendAsync(gateway);
        await gateway.Viewer.WaitForRowAsync();
        for (var other = 0; other < 20; other++)
        {
            // The server and the export reuse objects of the last requests.
            await gateway.PostAsync();
        }

        await gateway.Viewer.WaitForRowsAsync(21);
        for (var turn = 0; turn < 50 && state.IsAlive; turn++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            await gateway.PostAsync();
        }

        Assert.False(state.IsAlive, "A held trace keeps its request alive.");
    }

    [Theory]
    [InlineData("a client alone")]
    [InlineData("a client that fails")]
    [InlineData("a client in a call")]
    [InlineData("a client in a stage of a call")]
    public async Task A_held_call_outside_of_requests_does_not_keep_what_it_sent_alive(string call)
    {
        await using var gateway = await ViewedGateway.StartAsync();

        var sent = await CallAsync(call);

        await gateway.Viewer.WaitForRowAsync();
        Assert.False(IsAlive(sent), "A held span keeps the content of an HTTP request alive.");
    }

    [Fact]
    public async Task A_request_that_goes_on_does_not_keep_what_an_attempt_has_sent_alive()
    {
        var isAlive = true;
        await using var gateway = await ViewedGateway.StartAsync(async _ => isAlive = IsAlive(await CallAsync("a client alone")));

        await gateway.PostAsync();

        Assert.False(isAlive, "A request keeps the content of an attempt alive that has ended.");
    }

    public void Dispose() => _spans.Dispose();

    private static async Task<WeakReference[]> CallAsync(string call)
    {
        switch (call)
        {
            case "a client in a call":
                using (LlmSpan.StartCall("gpt-4.1"))
                {
                    return await SendAsync(HttpStatusCode.OK);
                }

            case "a client in a stage of a call":
                using (LlmSpan.StartCall("gpt-4.1"))
                using (LlmSpan.StartStage("signing"))
                {
                    return await SendAsync(HttpStatusCode.OK);
                }

            default:
                return await SendAsync(call == "a client that fails" ? null : HttpStatusCode.OK);
        }
    }

    /// <summary>Sends an HTTP request.</summary>
    /// <returns>Its content; and its exception, if it fails.</returns>
    private static async Task<WeakReference[]> SendAsync(HttpStatusCode? status)
    {
        using var client = new HttpClient(new TracedLlmCallHandler { InnerHandler = new CannedAnswer(status) });
        var content = new ByteArrayContent(new byte[1_000]);
        try
        {
            using var response = await client.PostAsync(new Uri("https://api.openai.test/v1/chat/completions"), content);
            await response.Content.ReadAsStringAsync();
        }
        catch (HttpRequestException exception) when (status is null)
        {
            return [new(content), new(exception)];
        }

        return [new(content)];
    }

    private static bool IsAlive(WeakReference[] references)
    {
        for (var turn = 0; turn < 50 && Array.Exists(references, static reference => reference.IsAlive); turn++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        return Array.Exists(references, static reference => reference.IsAlive);
    }

    private static async Task<WeakReference> SendAsync(ViewedGateway gateway)
    {
        WeakReference? state = null;
        gateway.Handling = () => state = new WeakReference(LlmTrace.Current!.State);
        await gateway.PostAsync();
        gateway.Handling = null;
        return state!;
    }

    private long Measure(TraceStore store, int requests, int spans)
    {
        var all = Enumerable.Range(0, requests).Select(_ =>
        {
            var request = _spans.Begin();
            return (Request: request, Children: Enumerable.Range(1, spans - 1).Select(_ => _spans.MakeChild(request)).ToArray());
        }).ToList();
        all.ForEach(static one => one.Request.Root.Stop());
        var before = GC.GetAllocatedBytesForCurrentThread();
        foreach (var (request, children) in all)
        {
            foreach (var child in children)
            {
                store.Hold(new(child, request), 500);
            }

            store.Hold(new(request.Root, request), 500);
        }

        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
