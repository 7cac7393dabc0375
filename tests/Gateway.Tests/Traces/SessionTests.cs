using System.Net;
using TracedLlm.Samples.Gateway.Tests.Hosting;
using TracedLlm.Testing.Otlp;
using TracedLlm.Testing.Upstreams;

namespace TracedLlm.Samples.Gateway.Tests.Traces;

/// <summary><c>missing_session_id</c>, and the metadata of a key.</summary>
public sealed class SessionTests
{
    private const string Chat = "/v1/chat/completions";
    private const string WithoutSession = """{"model":"gpt","messages":[{"role":"user","content":"hi"}]}""";
    private const string WithSession = """{"model":"gpt","messages":[{"role":"user","content":"hi"}],"metadata":{"session_id":"s-1"}}""";

    [Theory]
    [InlineData("omit", WithoutSession, 200, "")]
    [InlineData("generate", WithoutSession, 200, "generated")]
    [InlineData("generate", WithSession, 200, "s-1")]
    [InlineData("reject", WithoutSession, 400, "")]
    [InlineData("reject", WithSession, 200, "s-1")]
    public async Task A_request_without_a_session_is_served_as_the_file_says(string policy, string body, int status, string expected)
    {
        await using var gateway = await TracedGateway.StartWithGeneralAsync(_ => UpstreamAnswer.Json(RecordedOpenAi.ChatCompletion), $"missing_session_id: {policy}");

        using var response = await gateway.PostAsync(Chat, body);
        var answer = await response.Content.ReadAsStringAsync();

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(status == 400, answer.Contains("x-litellm-session-id", StringComparison.Ordinal));
        var session = Assert.Single((await gateway.SpansAsync()).Select(span => span.Attributes["session.id"] as string ?? "").Distinct());
        Assert.Equal(expected, Guid.TryParse(session, out _) ? "generated" : session);
        Assert.Equal(status == 400 ? 0 : 1, gateway.Upstream.Requests.Count);
    }

    [Fact]
    public async Task An_unknown_policy_stops_the_start()
    {
        var error = await Assert.ThrowsAsync<ConfigurationException>(() => TracedGateway.StartWithGeneralAsync(_ => UpstreamAnswer.Json("{}"), "missing_session_id: ignore"));

        Assert.Contains("general_settings.missing_session_id must be omit, generate or reject, not 'ignore'", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("reject", HttpStatusCode.BadRequest)]
    [InlineData("omit", HttpStatusCode.OK)]
    public async Task A_session_is_required_without_tracing_too(string policy, HttpStatusCode status)
    {
        await using var gateway = await RunningGateway.StartAsync(
            $$"""
            model_list: [{ model_name: gpt, litellm_params: { model: simulated/demo } }]
            general_settings: { allow_unauthenticated: true, missing_session_id: {{policy}} }
            """);

        using var without = await gateway.PostAsync(Chat, WithoutSession);
        using var with = await gateway.PostAsync(Chat, WithSession);

        Assert.Equal((status, HttpStatusCode.OK), (without.StatusCode, with.StatusCode));
    }

    [Fact]
    public async Task The_metadata_of_a_key_and_its_team_is_on_its_spans_and_their_settings_are_not()
    {
        await using var receiver = await OtlpReceiver.StartAsync(checks: TraceChecks.All with { Keys = ["sk-second-caller"] });
        await using var gateway = await RunningGateway.StartAsync(
            """
            model_list: [{ model_name: gpt, litellm_params: { model: simulated/demo } }]
            litellm_settings: { callbacks: [otel], default_team_settings: [{ team_id: t1, tags: [team], metadata: { tags: [blue], cost_center: 8, plan: large, api_key: k, guardrails: [none] } }] }
            guardrails: [{ guardrail_name: none, litellm_params: { guardrail: regex, mode: pre_call, pattern: nothing } }]
            general_settings: { keys: [{ key: sk-second-caller, key_alias: second, team_id: t1, metadata: { tags: [gold], cost_center: 7, password: p, guardrails: [none] } }] }
            """,
            $"--OTEL_EXPORTER_OTLP_ENDPOINT={receiver.Endpoint}",
            "--OTEL_BSP_SCHEDULE_DELAY=5");

        using var response = await gateway.PostAsync(Chat, WithoutSession, ("Authorization", "Bearer sk-second-caller"));
        await response.Content.ReadAsStringAsync();

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.All(await receiver.WaitForRootAsync(), span =>
        {
            Assert.Equal(7L, span.Attributes["litellm.metadata.cost_center"]);
            Assert.Equal("large", span.Attributes["litellm.metadata.plan"]);
            Assert.Equal(["team", "blue", "gold"], (IReadOnlyList<object?>)span.Attributes["litellm.trace.tags"]!);
            Assert.DoesNotContain("litellm.metadata.password", span.Attributes.Keys);
            Assert.DoesNotContain("litellm.metadata.api_key", span.Attributes.Keys);
            Assert.DoesNotContain("litellm.metadata.guardrails", span.Attributes.Keys);
        });
    }
}
