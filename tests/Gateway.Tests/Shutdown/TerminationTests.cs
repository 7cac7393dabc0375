using TracedLlm.Samples.Gateway.Tests.Hosting;
using TracedLlm.Testing.Otlp;
using TracedLlm.Testing.Sockets;
using TracedLlm.Testing.Trees;
using TracedLlm.Testing.Upstreams;

namespace TracedLlm.Samples.Gateway.Tests.Shutdown;

/// <summary>The real process receives SIGTERM during a stream.</summary>
public sealed class TerminationTests
{
    private const string ShuttingDown = "Application is shutting down...";

    [SignalFact]
    public async Task A_stream_that_ends_before_the_deadline_is_delivered_and_traced_to_its_end()
    {
        var rest = new TaskCompletionSource();
        await using var receiver = await OtlpReceiver.StartAsync(checks: TraceChecks.All with { Account = false });
        await using var upstream = await FakeUpstream.StartAsync(UpstreamAnswer.Sse(RecordedOpenAi.ChatCompletionStream.HeldBefore(3, rest)));
        await using var gateway = await StartAsync(receiver, upstream, deadlineSeconds: 30);
        using var caller = await StreamAsync(gateway);

        await gateway.TerminateAsync();
        await gateway.WaitForOutputAsync(ShuttingDown);
        rest.SetResult();

        await caller.ReadUntilAsync("[DONE]");
        Assert.Equal(0, await gateway.WaitForExitAsync());
        Assert.Equal(
            """
            Received Proxy Server Request [SERVER]  {http.response.status_code=200, litellm.outcome=ok}
            ├─ auth
            ├─ proxy_pre_call
            └─ litellm_request  {gen_ai.usage.output_tokens=10}
               └─ chat gpt-4.1 [CLIENT]  {http.response.status_code=200}
            """,
            Tree(receiver));
        Assert.DoesNotContain("Not all spans", gateway.Output, StringComparison.Ordinal);
    }

    [SignalFact]
    public async Task A_hanging_provider_is_cancelled_at_the_deadline_even_after_a_second_signal()
    {
        await using var receiver = await OtlpReceiver.StartAsync(checks: TraceChecks.All with { Account = false });
        await using var upstream = await FakeUpstream.StartAsync(Hanging());
        await using var gateway = await StartAsync(receiver, upstream, deadlineSeconds: 3);
        using var caller = await StreamAsync(gateway);

        await gateway.TerminateAsync();
        await gateway.WaitForOutputAsync(ShuttingDown);
        await gateway.TerminateAsync();

        Assert.Equal(0, await gateway.WaitForExitAsync());
        Assert.Equal(
            """
            Received Proxy Server Request [SERVER]  {http.response.status_code=200, litellm.outcome=cancelled}
            ├─ auth
            ├─ proxy_pre_call
            └─ litellm_request  {litellm.outcome=cancelled}
               └─ chat gpt-4.1 [CLIENT]  {http.response.status_code=200, litellm.outcome=cancelled}
            """,
            Tree(receiver));
        Assert.Contains("Requests that did not complete before the shutdown deadline and end as cancelled: 1.", gateway.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("Not all spans", gateway.Output, StringComparison.Ordinal);
    }

    [SignalFact]
    public Task The_log_names_an_unreachable_collector_and_the_number_of_lost_spans() => EndsWithout(collector: false);

    [SignalFact]
    public Task The_wait_for_a_hanging_collector_is_bounded() => EndsWithout(collector: true);

    private static async Task EndsWithout(bool collector)
    {
        var receiver = await OtlpReceiver.StartAsync(checks: TraceChecks.All with { Account = false });
        await using var hanging = collector ? receiver : null;
        receiver.Answer = new OtlpAnswer { Gate = new TaskCompletionSource() };
        await using var upstream = await FakeUpstream.StartAsync(Hanging());
        await using var gateway = await StartAsync(receiver, upstream, deadlineSeconds: 1);
        using var caller = await StreamAsync(gateway);
        if (!collector)
        {
            await receiver.DisposeAsync();
        }

        await gateway.TerminateAsync();

        Assert.Equal(0, await gateway.WaitForExitAsync());
        Assert.Contains(
            "Not all spans were delivered before the end: 5 started, 0 not ended; otel: 0 exported, 5 dropped (5 shutdown).",
            gateway.Output,
            StringComparison.Ordinal);
    }

    private static Task<GatewayProcess> StartAsync(OtlpReceiver receiver, FakeUpstream upstream, int deadlineSeconds) => GatewayProcess.StartAsync(
        $$"""
        model_list:
          - { model_name: gpt, litellm_params: { model: openai/gpt-4.1, api_base: '{{upstream.Endpoint}}v1', api_key: sk-provider } }
        litellm_settings: { callbacks: [otel] }
        """,
        ("OTEL_EXPORTER_OTLP_ENDPOINT", receiver.Endpoint.ToString()),
        ("DOTNET_SHUTDOWNTIMEOUTSECONDS", $"{deadlineSeconds}"));

    private static UpstreamAnswer Hanging() =>
        UpstreamAnswer.Sse(RecordedOpenAi.ChatCompletionStream.HeldBefore(3, new TaskCompletionSource()));

    private static async Task<RawHttpConnection> StreamAsync(GatewayProcess gateway)
    {
        var caller = await RawHttpConnection.ConnectAsync(gateway.Endpoint);
        await caller.PostJsonAsync("/v1/chat/completions", """{"model":"gpt","stream":true,"messages":[{"role":"user","content":"hi"}]}""");
        await caller.ReadUntilAsync("Hello");
        return caller;
    }

    private static string Tree(OtlpReceiver receiver)
    {
        TraceInvariants.Check(receiver.Spans, secrets: ["sk-provider"]);
        return SpanTree.Print(
            receiver.Spans,
            SpanTreeFormat.Only("litellm.outcome", "http.response.status_code", "gen_ai.usage.output_tokens", "error.type") with { ShowEvents = false });
    }
}
