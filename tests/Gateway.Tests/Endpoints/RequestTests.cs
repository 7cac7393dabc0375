using System.Net;
using TracedLlm.Samples.Gateway.Tests.Hosting;

namespace TracedLlm.Samples.Gateway.Tests.Endpoints;

public sealed class RequestTests
{
    private const string Models = "model_list: [{ model_name: demo, litellm_params: { model: simulated/demo } }, { model_name: other, litellm_params: { model: simulated/x } }]";

    [Theory]
    [InlineData("", 400, "The request is not valid JSON")]
    [InlineData("[]", 400, "The request must be a JSON object.")]
    [InlineData("{}", 400, "The request has no 'model'.")]
    [InlineData("""{"model":3}""", 400, "The request has no 'model'.")]
    [InlineData("""{"model":"demo","model":"other"}""", 400, "The request is not valid JSON")]
    [InlineData("""{"model":"\ud800"}""", 400, "The request contains a text that is not valid")]
    [InlineData("""{"model":"demo","\ud800":1}""", 400, "The request contains a text that is not valid")]
    [InlineData("""{"model":"demo","guardrails":["\ud800"]}""", 400, "The request contains a text that is not valid")]
    [InlineData("""{"model":"nobody"}""", 404, "The model 'nobody' does not exist")]
    public async Task A_bad_request_is_refused_with_a_reason(string body, int status, string reason)
    {
        await using var gateway = await RunningGateway.StartAsync(Models);

        using var response = await gateway.PostAsync("/v1/chat/completions", body);

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Contains(reason, await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_request_that_is_not_UTF_8_is_refused_with_a_reason()
    {
        await using var gateway = await RunningGateway.StartAsync(Models);
        using var body = new ByteArrayContent([.. "{\"model\":\"demo\",\""u8, 0xFF, .. "\":1}"u8]);

        using var response = await gateway.Client.PostAsync(new Uri("/v1/chat/completions", UriKind.Relative), body);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("The request is not valid UTF-8.", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_request_that_is_too_large_is_refused_as_such()
    {
        await using var gateway = await RunningGateway.StartAsync(Models);

        using var response = await gateway.PostAsync("/v1/messages", $$"""{"model":"demo","messages":"{{new string('x', 34_000_000)}}"}""", ("Expect", "100-continue"));

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        Assert.StartsWith("""{"type":"error","error":{"type":"request_too_large",""", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_models_are_listed()
    {
        await using var gateway = await RunningGateway.StartAsync(Models);

        Assert.Equal(
            """{"object":"list","data":[{"id":"demo","object":"model","created":0,"owned_by":"gateway"},{"id":"other","object":"model","created":0,"owned_by":"gateway"}]}""",
            await gateway.Client.GetStringAsync(new Uri("/v1/models", UriKind.Relative)));
    }
}
