using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using TracedLlm.Requests;
using TracedLlm.Testing.Otlp;
using TracedLlm.Tests.Gateways;
using TracedLlm.Tests.Metadata;

namespace TracedLlm.Tests.Context;

/// <summary>A request in a trace that another caller used first is marked as joined, and changes no field of that trace.</summary>
[Collection(ProcessWide.Name)]
public sealed class TraceOwnerTests
{
    private const string Chat = MetadataGateway.Chat;
    private const string Named = $$"""{"metadata": {"trace_id": "{{TestGateway.CallerTrace}}", "trace_name": "mine"} }""";

    /// <summary>The callers of two requests with the same trace, as <c>team/key</c>, and whether the second one is joined.</summary>
    public static TheoryData<string, string, bool> Callers => new()
    {
        { "red/k-1", "blue/k-2", true },
        { "red/k-1", "red/k-1", false },
        { "red/k-1", "red/k-2", false },
        { "red/k-1", "/k-1", true },
        { "/k-1", "/k-2", true },
        { "/k-1", "/k-1", false },
        { "red/k-1", "/", true },
        { "/", "red/k-1", false },
        { "/", "/", false },
    };

    [Theory]
    [MemberData(nameof(Callers))]
    public async Task The_first_caller_of_a_trace_owns_it(string first, string second, bool isJoined)
    {
        var roots = await SendAsync((first, Named, 200, []), (second, Named, 200, []));

        Assert.Equal([false, isJoined], roots.Select(IsJoined));
        Assert.All(roots, root => Assert.Equal(TestGateway.CallerTrace, root.TraceId));
    }

    [Fact]
    public async Task The_owner_stays_the_owner() => Assert.Equal(
        [false, true, false, true],
        (await SendAsync(("red/k", Named, 200, []), ("blue/k", Named, 200, []), ("red/k", Named, 200, []), ("blue/k", Named, 200, []))).Select(IsJoined));

    [Theory]
    [InlineData("x-litellm-trace-id")]
    [InlineData("langfuse_trace_id")]
    public async Task Other_ways_to_name_the_trace(string header) => Assert.Equal(
        [false, true],
        (await SendAsync(("red/k", Named, 200, []), ("blue/k", "{}", 200, [$"{header}: {TestGateway.CallerTrace}"]))).Select(IsJoined));

    [Fact]
    public async Task A_trace_of_the_gateways_own_is_owned_too()
    {
        string? trace = null;
        await using var gateway = await StartAsync(() => trace ??= LlmTrace.Current!.Context.TraceId.ToHexString());
        await gateway.PostBodyAsync(Chat, "{}", "x-team: red");

        await gateway.PostBodyAsync(Chat, $$"""{"metadata": {"trace_id": "{{trace}}"} }""", "x-team: blue");

        Assert.Equal([false, true], RootsOf(await gateway.StopAsync()).Select(IsJoined));
    }

    [Fact]
    public async Task The_services_of_one_trace_may_have_keys_of_their_own() => Assert.DoesNotContain(
        true,
        (await SendAsync(("red/k", "{}", 200, [$"traceparent: {TestGateway.Caller}"]), ("blue/k", "{}", 200, [$"traceparent: {TestGateway.Caller}"]))).Select(IsJoined));

    [Fact]
    public void A_caller_removes_no_owner_with_traces_that_look_alike()
    {
        var owners = new TraceOwners();
        var trace = ActivityTraceId.CreateFromString("4bf92f3577b34da6a3ce929d0e0e4736");
        Assert.False(owners.IsOfOthers(trace, "red"));

        for (var i = 0; i < 64; i++)
        {
            owners.IsOfOthers(ActivityTraceId.CreateFromString($"{i:x16}a3ce929d0e0e4736"), "blue");
            owners.IsOfOthers(ActivityTraceId.CreateFromString($"4bf92f3577b34da6{i + 1:x16}"), "blue");
        }

        Assert.True(owners.IsOfOthers(trace, "blue"));
        Assert.False(owners.IsOfOthers(trace, "red"));
    }

    [Fact]
    public void The_owners_of_old_traces_are_forgotten()
    {
        var owners = new TraceOwners();
        var trace = ActivityTraceId.CreateRandom();
        owners.IsOfOthers(trace, "red");

        for (var i = 0; i < 40 * 16_384; i++)
        {
            owners.IsOfOthers(ActivityTraceId.CreateRandom(), "blue");
        }

        Assert.False(owners.IsOfOthers(trace, "blue"));
    }

    [Fact]
    public async Task A_refused_caller_owns_no_trace() => Assert.Equal(
        [false, false],
        (await SendAsync(("blue/k", Named, 401, []), ("red/k", Named, 200, []))).Select(IsJoined));

    [Fact]
    public async Task Every_span_of_the_request_is_marked()
    {
        await using var gateway = await StartAsync();
        await gateway.PostBodyAsync(Chat, Named, "x-team: red");
        await gateway.PostBodyAsync(Chat, Named, "x-team: blue");

        var joined = (await gateway.StopAsync()).Where(IsJoined).Select(span => span.Name).Order(StringComparer.Ordinal);

        Assert.Equal(["Received Proxy Server Request", "auth", "chat gpt", "litellm_request"], joined);
    }

    private static async Task<IReadOnlyList<ReceivedSpan>> SendAsync(params (string Caller, string Body, int Status, string[] Headers)[] requests)
    {
        await using var gateway = await StartAsync();
        foreach (var (caller, body, status, headers) in requests)
        {
            var (team, key) = (caller.Split('/')[0], caller.Split('/')[1]);
            await gateway.PostBodyAsync($"{Chat}?status={status}", body, [$"x-team: {team}", $"x-key: {key}", .. headers]);
        }

        return RootsOf(await gateway.StopAsync());
    }

    private static Task<TestGateway> StartAsync(Action? inside = null) => TestGateway.StartAsync(app => app.MapPost(Chat, [TracedLlmRoute] (HttpContext http) =>
    {
        if (http.Request.Query["status"] == "401")
        {
            http.Response.StatusCode = 401;
            return;
        }

        using (LlmSpan.StartStage(LlmStage.Auth))
        {
        }

        LlmTrace.Current!.SetCaller(new LlmCaller { TeamId = Read("x-team"), KeyAlias = Read("x-key") });
        inside?.Invoke();
        using var attempt = LlmSpan.StartCall("gpt");

        string? Read(string name) => http.Request.Headers[name].ToString() is { Length: > 0 } text ? text : null;
    }));

    private static IReadOnlyList<ReceivedSpan> RootsOf(IEnumerable<ReceivedSpan> spans) =>
        [.. spans.Where(span => span.Kind == ReceivedSpanKind.Server).OrderBy(span => span.StartUnixNano)];

    private static bool IsJoined(ReceivedSpan span) => span.Attributes.Any(attribute => attribute is { Key: "litellm.trace.joined", Value: true });
}
