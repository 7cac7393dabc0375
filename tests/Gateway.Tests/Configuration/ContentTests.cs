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
            "--OTEL_BSP_SCHEDULE_DELAY=20",
            "--TracedLlm:CaptureContent=true");

        using var response = await gateway.PostAsync("/v1/chat/completions", """{"model":"demo","messages":[{"role":"user","content":"a secret plan"}]}""");
        var spans = await receiver.WaitForRootAsync();

        Assert.Equal(expected, spans.Any(span => span.Attributes.Any(attribute => $"{attribute.Value}".Contains("a secret plan", StringComparison.Ordinal))));
    }
}
