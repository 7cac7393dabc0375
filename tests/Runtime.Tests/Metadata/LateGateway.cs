using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using TracedLlm.Lookahead;
using TracedLlm.Testing.Otlp;
using TracedLlm.Testing.Waiting;
using TracedLlm.Tests.Gateways;
using TracedLlm.Tests.Payloads.Lookahead;

namespace TracedLlm.Tests.Metadata;

/// <summary>A gateway whose look ahead meets its bounds when a test wants it to.</summary>
internal sealed class LateGateway : IAsyncDisposable
{
    public const string Path = "/v1/chat/completions";
    public const string Trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    public const string Span = "00f067aa0ba902b7";

    /// <summary>What the request says of its trace, to stand at the end of a body.</summary>
    public const string Said = $$"""
        "user": "u-1", "metadata": {"existing_trace_id": "{{Trace}}", "parent_observation_id": "{{Span}}", "session_id": "s-1", "region": "eu"}
        """;

    /// <summary>The spans of a request that says so too late to be in the trace, its handler having called a model.</summary>
    public const string Learnt = """
        Received Proxy Server Request [SERVER]  {litellm.metadata.dropped=[existing_trace_id: too_late], litellm.metadata.region=eu, session.id=s-1, user.id=u-1}
        └─ litellm_request  {gen_ai.request.model=gpt-4o, gen_ai.request.temperature=0.5, litellm.metadata.region=eu, session.id=s-1, user.id=u-1}
           └─ chat m [CLIENT]  {gen_ai.request.model=m, litellm.metadata.region=eu, session.id=s-1, user.id=u-1}
        """;

    private static readonly string[] Shown =
        ["gen_ai.request.", "gen_ai.input", "gen_ai.output.messages", "session.id", "user.id", "litellm.metadata.", "litellm.request.unread"];

    private readonly TestGateway _gateway;
    private readonly CountingPool _pool;
    private readonly RequestLookahead _lookahead;
    private readonly TaskCompletionSource _entered;

    private LateGateway(TestGateway gateway, SettableClock clock, CountingPool pool, RequestLookahead lookahead, TaskCompletionSource entered)
    {
        _gateway = gateway;
        _pool = pool;
        _lookahead = lookahead;
        _entered = entered;
        Clock = clock;
    }

    public SettableClock Clock { get; }

    public TestGateway Gateway => _gateway;

    /// <summary>How many bytes the budget counts now.</summary>
    public long BytesInUse => _lookahead.BytesInUse;

    /// <summary>Completes when a request has come past the look ahead.</summary>
    public Task Entered => _entered.Task.WaitAsync(Patience.Default);

    /// <summary>A chat request of at least so many bytes, with the rest of its fields behind the messages.</summary>
    public static string Chat(string rest, int length = 0) =>
        $$"""{"model": "gpt-4o", "temperature": 0.5, "messages": [{"role": "user", "content": "{{new string('x', length)}}"}], {{rest}}}""";

    public static Task<LateGateway> StartAsync(
        Func<HttpContext, Task<string>> handler,
        Action<TracedLlmOptions>? options = null,
        Wire wire = Wire.Http1,
        string path = Path) =>
        StartAsync(app => app.MapPost(path, [TracedLlmRoute] async (HttpContext http) => await http.Response.WriteAsync(await handler(http))), options, wire);

    public static async Task<LateGateway> StartAsync(Action<WebApplication> routes, Action<TracedLlmOptions>? options = null, Wire wire = Wire.Http1)
    {
        var set = new TracedLlmOptions();
        options?.Invoke(set);
        var (clock, pool) = (new SettableClock(), new CountingPool());
        var lookahead = new RequestLookahead(set, clock, pool);
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var gateway = await TestGateway.StartAsync(new GatewaySetup
        {
            Http2 = wire is Wire.Http2,
            TestServer = wire is Wire.TestHost,
            Options = options ?? (_ => { }),
            After = builder => builder.Services.AddSingleton(lookahead),
            App = app =>
            {
                app.UseTracedLlm();
                app.Use(next => http =>
                {
                    entered.TrySetResult();
                    return next(http);
                });
                routes(app);
            },
        });
        return new(gateway, clock, pool, lookahead, entered);
    }

    /// <summary>A handler that reads its body and calls a model.</summary>
    public static async Task<string> ReadAndCall(HttpContext http)
    {
        var read = LookaheadGateway.Hash(await BodyReads.ReadAsync(http));
        LlmSpan.StartCall("m").End();
        return read;
    }

    /// <summary>Posts a body whose second part comes when the look ahead has given it up for the time.</summary>
    public async Task<GatewayAnswer> PostSlowlyAsync(byte[] first, byte[] second, string contentType = "application/json")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Path) { Content = new GatedContent(first, second, Entered, contentType) };
        var answer = _gateway.SendAsync(request);
        await Clock.Waiting.WaitAsync(Patience.Default);
        Clock.Fire();
        return await answer;
    }

    /// <summary>Stops; every array has come back once and the budget is whole.</summary>
    public async Task<IReadOnlyList<ReceivedSpan>> StopAsync()
    {
        var spans = await _gateway.StopAsync(Span);
        Assert.Equal((0, 0, 0L), (_pool.Out, _pool.WrongReturns, _lookahead.BytesInUse));
        return spans;
    }

    public static string Print(IEnumerable<ReceivedSpan> spans) => TestGateway.Print(spans.Select(span => span with { Links = [] }), Shown);

    /// <summary>The trees, after checking that the only link of their spans is from the root to the span that the request names.</summary>
    public async Task<string> StopAndPrintLinkedAsync()
    {
        var spans = await StopAsync();
        var root = Assert.Single(spans, span => span.Kind == ReceivedSpanKind.Server);
        Assert.NotEqual(Trace, root.TraceId);
        Assert.Equal([(Trace, Span)], spans.SelectMany(span => span.Links).Select(link => (link.TraceId, link.SpanId)));
        Assert.Single(root.Links);
        return Print(spans);
    }

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();
}
