using TracedLlm.Samples.Gateway.Tests.Hosting;
using TracedLlm.Testing.Otlp;

namespace TracedLlm.Samples.Gateway.Tests.Configuration;

public sealed class ContentTests
{
    [Theory]
    [InlineData("turn_off_message_logging: true", false)]
    [InlineData("turn_off_message_logging: false", true)]
    [InlineData("num_retries: 0 }\ncallback_settings: { otel: { message_logging: false }", false)]
    [InlineData("num_retries: 0 }\ncallback_settings: { otel: { message_logging: true }", true)]
    [InlineData("num_retries: 0", true)]
    public async Task LiteLLMs_setting_keeps_content_out_of_the_traces(string setting, bool expected)
    {
        await using var receiver = await OtlpReceiver.StartAsync(checks: TraceChecks.All with { Content = true });
        await using var gateway = await RunningGateway.StartAsync(
            $"model_list: [{{ model_name: demo, litellm_params: {{ model: simulated/demo }} }}]\nlitellm_settings: {{ callbacks: [otel], {setting} }}",
            $"--OTEL_EXPORTER_OTLP_ENDPOINT={receiver.Endpoint}",
            "--OTEL_BSP_SCHEDULE_DELAY=5",
            "--TracedLlm:CaptureContent=true");

        using var response = await gateway.PostAsync("/v1/chat/completions", """{"model":"demo","messages":[{"role":"user","content":"a secret plan"}]}""");
        var spans = await receiver.WaitForRootAsync();

        Assert.Equal(expected, spans.Any(span => span.Attributes.Any(attribute => $"{attribute.Value}".Contains("a secret plan", StringComparison.Ordinal))));
    }

    [Theory]
    [InlineData("turn_off_message_logging: false", "", true)]
    [InlineData("turn_off_message_logging: off", "", true)]
    [InlineData("turn_off_message_logging: false", "--TracedLlm:CaptureContent=false", false)]
    [InlineData("turn_off_message_logging: false", "--OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT=false", false)]
    [InlineData("turn_off_message_logging: true", "", false)]
    [InlineData("num_retries: 0 }\ncallback_settings: { otel: { message_logging: true }", "", true)]
    [InlineData("num_retries: 0 }\ncallback_settings: { otel: { message_logging: true }, langfuse: { turn_off_message_logging: true }", "", false)]
    [InlineData("num_retries: 0 }\ncallback_settings: { datadog: { message_logging: true }", "", false)]
    [InlineData("num_retries: 0", "", false)]
    public async Task A_file_may_ask_for_content(string setting, string argument, bool expected)
    {
        await using var receiver = await OtlpReceiver.StartAsync(checks: TraceChecks.All with { Content = true });
        await using var gateway = await RunningGateway.StartAsync(
            $"model_list: [{{ model_name: demo, litellm_params: {{ model: simulated/demo }} }}]\nlitellm_settings: {{ callbacks: [otel], {setting} }}",
            [$"--OTEL_EXPORTER_OTLP_ENDPOINT={receiver.Endpoint}", "--OTEL_BSP_SCHEDULE_DELAY=5", .. argument.Length > 0 ? [argument] : Array.Empty<string>()]);

        using var response = await gateway.PostAsync("/v1/chat/completions", """{"model":"demo","messages":[{"role":"user","content":"a secret plan"}]}""");
        var spans = await receiver.WaitForRootAsync();

        Assert.Equal(expected, spans.Any(span => span.Attributes.Any(attribute => $"{attribute.Value}".Contains("a secret plan", StringComparison.Ordinal))));
    }

    [Theory]
    [InlineData("sk-loud-00001", "", false)]
    [InlineData("sk-may-ask-01", "", false)]
    [InlineData("sk-may-ask-01", "litellm-disable-message-redaction", true)]
    public async Task No_key_switches_content_on_that_the_file_switches_off(string key, string header, bool expected)
    {
        await using var receiver = await OtlpReceiver.StartAsync(checks: TraceChecks.All with { Content = true });
        await using var gateway = await RunningGateway.StartAsync(
            $$"""
            model_list: [{ model_name: demo, litellm_params: { model: simulated/demo } }]
            litellm_settings: { callbacks: [otel], turn_off_message_logging: true }
            general_settings:
              keys:
                - { key: sk-loud-00001, metadata: { logging: [{ callback_name: otel, callback_vars: { otel_exporter_otlp_endpoint: "{{receiver.Endpoint}}", turn_off_message_logging: false } }] } }
                - { key: sk-may-ask-01, metadata: { allow_client_message_redaction_opt_out: true } }
            """,
            $"--OTEL_EXPORTER_OTLP_ENDPOINT={receiver.Endpoint}",
            "--OTEL_BSP_SCHEDULE_DELAY=5",
            "--TracedLlm:AllowedBackendHosts:0=*",
            "--TracedLlm:CaptureContent=true");

        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions")
        {
            Content = new StringContent("""{"model":"demo","messages":[{"role":"user","content":"a secret plan"}]}""", null, "application/json"),
        };
        request.Headers.Add("Authorization", $"Bearer {key}");
        if (header.Length > 0)
        {
            request.Headers.Add(header, "true");
        }

        using var response = await gateway.Client.SendAsync(request);
        var spans = await receiver.WaitForRootAsync();

        Assert.Equal(expected, spans.Any(span => span.Attributes.Any(attribute => $"{attribute.Value}".Contains("a secret plan", StringComparison.Ordinal))));
    }

    [Theory]
    [InlineData("false", "sk-plain-0001", "", false)]
    [InlineData("true", "sk-plain-0001", "", true)]
    [InlineData("true", "sk-silent-001", "", false)]
    [InlineData("true", "sk-silent-001", "litellm-disable-message-redaction", false)]
    [InlineData("true", "sk-of-team-01", "", false)]
    [InlineData("true", "sk-of-team-02", "", true)]
    [InlineData("false", "sk-may-ask-01", "", false)]
    [InlineData("false", "sk-may-ask-01", "litellm-disable-message-redaction", true)]
    [InlineData("false", "sk-plain-0001", "litellm-disable-message-redaction", false)]
    [InlineData("true", "sk-plain-0001", "x-litellm-enable-message-redaction", false)]
    [InlineData("true", "sk-loud-00001", "", false)]
    public async Task Keys_teams_and_requests_decide_as_in_LiteLLM(string capture, string key, string header, bool expected)
    {
        await using var receiver = await OtlpReceiver.StartAsync(checks: TraceChecks.All with { Content = true });
        await using var gateway = await RunningGateway.StartAsync(
            $$"""
            model_list: [{ model_name: demo, litellm_params: { model: simulated/demo } }]
            litellm_settings:
              callbacks: [otel]
              default_team_settings: [{ team_id: silent, turn_off_message_logging: true }]
            general_settings:
              keys:
                - { key: sk-plain-0001 }
                - { key: sk-silent-001, metadata: { logging: [{ callback_name: otel, callback_vars: { otel_exporter_otlp_endpoint: "{{receiver.Endpoint}}", turn_off_message_logging: true } }] } }
                - { key: sk-of-team-01, team_id: silent }
                - { key: sk-loud-00001, team_id: silent, metadata: { logging: [{ callback_name: otel, callback_vars: { otel_exporter_otlp_endpoint: "{{receiver.Endpoint}}", turn_off_message_logging: false } }] } }
                - { key: sk-of-team-02, team_id: other }
                - { key: sk-may-ask-01, metadata: { allow_client_message_redaction_opt_out: true } }
            """,
            $"--OTEL_EXPORTER_OTLP_ENDPOINT={receiver.Endpoint}",
            "--OTEL_BSP_SCHEDULE_DELAY=5",
            "--TracedLlm:AllowedBackendHosts:0=*",
            $"--TracedLlm:CaptureContent={capture}");

        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions")
        {
            Content = new StringContent("""{"model":"demo","messages":[{"role":"user","content":"a secret plan"}]}""", null, "application/json"),
        };
        request.Headers.Add("Authorization", $"Bearer {key}");
        if (header.Length > 0)
        {
            request.Headers.Add(header, "true");
        }

        using var response = await gateway.Client.SendAsync(request);
        var spans = await receiver.WaitForRootAsync();

        Assert.Equal(expected, spans.Any(span => span.Attributes.Any(attribute => $"{attribute.Value}".Contains("a secret plan", StringComparison.Ordinal))));
    }
}
