using TracedLlm.Samples.Gateway.Tests.Hosting;

namespace TracedLlm.Samples.Gateway.Tests.Endpoints;

public sealed class TracingHealthTests
{
    private const string Models = "model_list: [{ model_name: demo, litellm_params: { model: simulated/demo } }]\n";

    [Theory]
    [InlineData("general_settings: { master_key: sk-master }", null, 401)]
    [InlineData("general_settings: { master_key: sk-master }", "Bearer sk-other", 401)]
    [InlineData("general_settings: { master_key: sk-master }", "Bearer sk-master", 200)]
    [InlineData("general_settings: { allow_unauthenticated: true }", null, 200)]
    public async Task A_gateway_with_keys_shows_it_to_callers_with_a_key(string general, string? authorization, int expected)
    {
        await using var gateway = await RunningGateway.StartAsync(Models + general);

        using var response = await gateway.SendAsync(HttpMethod.Get, "/health/tracing", "application/json", null, ("authorization", authorization ?? ""));

        var text = await response.Content.ReadAsStringAsync();
        Assert.Equal((expected, expected == 200), ((int)response.StatusCode, text.Contains("\"backends\"", StringComparison.Ordinal)));
    }
}
