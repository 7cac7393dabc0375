using TracedLlm.Samples.Gateway.Tests.Hosting;
using TracedLlm.Testing.Otlp;
using TracedLlm.Testing.Trees;

namespace TracedLlm.Samples.Gateway.Tests.Keys;

/// <summary>The span that the file names for a key or a team, under which the traces of its requests go.</summary>
public sealed class CallerParentTests
{
    private const string KeysTrace = "1111111111111111111111111111111a";
    private const string KeysSpan = "111111111111111a";
    private const string TeamsTrace = "2222222222222222222222222222222b";
    private const string TeamsSpan = "222222222222222b";

    private static readonly SpanTreeFormat Format = new()
    {
        Show = static name => name is "litellm.api_key.alias" or "litellm.outcome" || name.StartsWith("litellm.api_key.metadata", StringComparison.Ordinal) || name.StartsWith("litellm.team.metadata", StringComparison.Ordinal),
        KnownIds = new Dictionary<string, string>
        {
            [KeysSpan] = "the key's span",
            [TeamsSpan] = "the team's span",
            [TracedGateway.CallersSpan] = "the caller's span",
        },
        ShowEvents = false,
    };

    [Theory]
    [InlineData("sk-of-job", KeysTrace, "<- the key's span", "")]
    [InlineData("sk-of-run", KeysTrace, "<- the key's span", "")]
    [InlineData("sk-of-team", TeamsTrace, "<- the team's span", "")]
    [InlineData("sk-of-team-and-job", KeysTrace, "<- the key's span", "")]
    [InlineData("sk-of-nobody", null, "", "")]
    public async Task A_request_without_a_trace_goes_under_the_span_of_its_key_else_of_its_team(string key, string? trace, string parent, string links) =>
        Assert.Equal((trace, parent, links), await SendAsync(key, []));

    [Theory]
    [InlineData("sk-of-job", KeysTrace, "<- the key's span", "the caller's span")]
    [InlineData("sk-of-team", TeamsTrace, "<- the team's span", "the caller's span")]
    [InlineData("sk-of-nobody", TracedGateway.CallersTrace, "<- the caller's span", "")]
    public async Task The_callers_own_span_becomes_a_link(string key, string? trace, string parent, string links) =>
        Assert.Equal((trace, parent, links), await SendAsync(key, [("traceparent", $"00-{TracedGateway.CallersTrace}-{TracedGateway.CallersSpan}-01")]));

    [Fact]
    public async Task A_trace_that_the_request_names_goes_before_the_keys() =>
        Assert.Equal((TracedGateway.CallersTrace, "", "the key's span"), await SendAsync("sk-of-job", [("x-litellm-trace-id", TracedGateway.CallersTrace)]));

    [Fact]
    public async Task A_refused_key_goes_under_no_span() => Assert.Equal((null, "", ""), await SendAsync("sk-of-job-x", []));

    [Fact]
    public async Task The_whole_trace_is_under_the_span_and_the_ids_are_no_metadata()
    {
        await using var receiver = await OtlpReceiver.StartAsync(checks: TraceChecks.All with { Keys = ["sk-of-run"] });
        await using (var gateway = await StartAsync(receiver))
        {
            await PostAsync(gateway, "sk-of-run", []);
        }

        Assert.Equal(
            """
            Received Proxy Server Request [SERVER] (parent the key's span)  {litellm.api_key.alias=run, litellm.outcome=ok}
            ├─ auth
            ├─ proxy_pre_call
            └─ litellm_request  {litellm.api_key.alias=run}
               └─ chat demo [CLIENT]  {litellm.api_key.alias=run}
            """,
            SpanTree.Print(receiver.Spans, Format));
    }

    [Fact]
    public async Task Requests_of_one_key_are_one_trace()
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        await using (var gateway = await StartAsync(receiver))
        {
            await PostAsync(gateway, "sk-of-job", []);
            await PostAsync(gateway, "sk-of-run", []);
        }

        Assert.Equal([KeysTrace], receiver.Spans.Select(span => span.TraceId).Distinct());
        Assert.Equal([KeysSpan, KeysSpan], receiver.Spans.Where(span => span.Kind == ReceivedSpanKind.Server).Select(span => span.ParentSpanId));
    }

    [Theory]
    [InlineData("traceparent: 00-abc-def-01", "traceparent must be a traceparent of W3C Trace Context, 00-TRACE-SPAN-01 with 32 and 16 hex digits, not '00-abc-def-01'")]
    [InlineData($"traceparent: 00-00000000000000000000000000000000-{KeysSpan}-01", $"traceparent must be a traceparent of W3C Trace Context, 00-TRACE-SPAN-01 with 32 and 16 hex digits, not '00-00000000000000000000000000000000-{KeysSpan}-01'")]
    [InlineData($"traceparent: 00-{KeysTrace}-0000000000000000-01", $"traceparent must be a traceparent of W3C Trace Context, 00-TRACE-SPAN-01 with 32 and 16 hex digits, not '00-{KeysTrace}-0000000000000000-01'")]
    [InlineData($"traceparent: 00-{KeysTrace}-{KeysSpan}-01, existing_trace_id: {KeysTrace}", "traceparent is another form of existing_trace_id and parent_observation_id: write one of the two")]
    [InlineData($"existing_trace_id: {KeysTrace}", "existing_trace_id needs parent_observation_id, the span of the trace under which the requests go")]
    [InlineData($"parent_observation_id: {KeysSpan}", "parent_observation_id needs existing_trace_id, the trace that the span is in")]
    [InlineData($"existing_trace_id: nightly, parent_observation_id: {KeysSpan}", "existing_trace_id must have 32 hex digits that are not all zero, not 'nightly'")]
    [InlineData($"existing_trace_id: {KeysTrace}, parent_observation_id: '0000000000000000'", "parent_observation_id must have 16 hex digits that are not all zero, not '0000000000000000'")]
    [InlineData($"trace_id: {KeysTrace}", "trace_id names no span, under which the requests go: write existing_trace_id with parent_observation_id, or traceparent")]
    [InlineData($"trace_parent: 00-{KeysTrace}-{KeysSpan}-01", "trace_parent is nearly a setting; did you mean traceparent? If it is a value for the traces, choose another name")]
    public void A_wrong_span_stops_the_start(string metadata, string reason)
    {
        const string Models = "model_list: [{ model_name: demo, litellm_params: { model: simulated/demo } }]\n";

        var ofKey = Assert.Throws<ConfigurationException>(() => TestConfiguration.Read($"{Models}general_settings: {{ keys: [{{ key: sk-a, metadata: {{ {metadata} }} }}] }}"));
        var ofTeam = Assert.Throws<ConfigurationException>(() => TestConfiguration.Read($"{Models}litellm_settings: {{ default_team_settings: [{{ team_id: t, metadata: {{ {metadata} }} }}] }}"));

        Assert.Equal($"config.yaml:2: general_settings.keys[0].metadata.{reason}", ofKey.Message);
        Assert.Equal($"config.yaml:2: litellm_settings.default_team_settings[0].metadata.{reason}", ofTeam.Message);
    }

    private static async Task<(string? Trace, string Parent, string Links)> SendAsync(string key, (string, string)[] headers)
    {
        await using var receiver = await OtlpReceiver.StartAsync(checks: TraceChecks.All with { Callers = [KeysSpan, TeamsSpan] });
        await using (var gateway = await StartAsync(receiver))
        {
            await PostAsync(gateway, key, headers);
        }

        var root = Assert.Single(receiver.Spans, span => span.Kind == ReceivedSpanKind.Server);
        Assert.All(receiver.Spans, span => Assert.Equal(root.TraceId, span.TraceId));
        return (
            root.TraceId is KeysTrace or TeamsTrace or TracedGateway.CallersTrace ? root.TraceId : null,
            root.ParentSpanId.Length == 0 ? "" : $"<- {Format.KnownIds[root.ParentSpanId]}",
            string.Join(", ", root.Links.Select(link => Format.KnownIds[link.SpanId])));
    }

    private static async Task PostAsync(RunningGateway gateway, string key, (string, string)[] headers)
    {
        using var response = await gateway.PostAsync("/v1/chat/completions", """{"model":"demo","messages":[]}""", [("Authorization", $"Bearer {key}"), .. headers]);
        await response.Content.ReadAsStringAsync();
    }

    private static Task<RunningGateway> StartAsync(OtlpReceiver receiver) => RunningGateway.StartAsync(
        $$"""
        model_list: [{ model_name: demo, litellm_params: { model: simulated/demo } }]
        litellm_settings:
          callbacks: [otel]
          default_team_settings: [{ team_id: nightly, metadata: { traceparent: 00-{{TeamsTrace}}-{{TeamsSpan}}-00 } }]
        general_settings:
          keys:
            - { key: sk-of-job, metadata: { existing_trace_id: 11111111-1111-1111-1111-11111111111A, parent_observation_id: {{KeysSpan}} } }
            - { key: sk-of-run, key_alias: run, metadata: { traceparent: 00-{{KeysTrace}}-{{KeysSpan}}-01 } }
            - { key: sk-of-team, team_id: nightly }
            - { key: sk-of-team-and-job, team_id: nightly, metadata: { traceparent: 00-{{KeysTrace}}-{{KeysSpan}}-01 } }
            - { key: sk-of-nobody, team_id: other }
        """,
        $"--OTEL_EXPORTER_OTLP_ENDPOINT={receiver.Endpoint}",
        "--OTEL_BSP_SCHEDULE_DELAY=5");
}
