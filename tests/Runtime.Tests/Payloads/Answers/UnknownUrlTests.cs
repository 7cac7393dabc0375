using Microsoft.AspNetCore.Http;
using TracedLlm.Testing.Otlp;
using TracedLlm.Testing.Upstreams;
using TracedLlm.Tests.Gateways;

namespace TracedLlm.Tests.Payloads.Answers;

/// <summary>A provider's URL that names no API says nothing about the form of its answers.</summary>
[Collection(ProcessWide.Name)]
public sealed class UnknownUrlTests
{
    private const string Route = "/v1/chat/completions";

    [Theory]
    [InlineData("POST", "v2beta/stable-image/generate/core", "image/png", 200, "\u0089PNG\r\n")]
    [InlineData("GET", "v1/chat/completions", "image/png", 200, "\u0089PNG\r\n")]
    [InlineData("GET", "files/9/content", "text/csv", 200, "1,2,3\n")]
    [InlineData("POST", "nvidia.inference.GRPCInferenceService/ModelInfer", "application/grpc", 200, "\0\0\0\0\u0002hi")]
    [InlineData("POST", "encode", "application/cbor", 200, "\u00a2aa")]
    [InlineData("POST", "say", "text/plain", 200, "The text to say.")]
    [InlineData("POST", "say", "text/plain", 200, "data or no data")]
    [InlineData("POST", "audit", null, 204, "")]
    [InlineData("POST", "audit", "application/json", 204, "")]
    [InlineData("POST", "audit", null, 200, "")]
    [InlineData("POST", "audit", "application/json", 200, "{}")]
    [InlineData("POST", "find", "application/json", 200, "[]")]
    public async Task Its_answers_in_any_form_are_no_errors(string method, string path, string? type, int status, string body)
    {
        var (root, attempt) = await AnswerAsync(method, path, type, status, body);

        Assert.Equal(("ok", null), (root.Attributes["litellm.outcome"], attempt.Attributes["error.type"]));
    }

    [Theory]
    [InlineData("predict", "text/html", "<!doctype html><title>Sign in</title>", "invalid_response")]
    [InlineData("predict", "application/json", "<!doctype html><title>Sign in</title>", "invalid_response")]
    [InlineData("predict", "application/json", "", "invalid_response")]
    [InlineData("predict", "application/json", "{\"choices\":[", "incomplete_response")]
    [InlineData("predict", "text/event-stream", ": open\n\n", "invalid_response")]
    [InlineData("v1/chat/completions", "text/plain", "The service is starting.", "invalid_response")]
    [InlineData("v1/chat/completions", "application/json", "{}", "invalid_response")]
    public async Task A_page_or_a_broken_promise_is_an_error(string path, string type, string body, string error)
    {
        var (root, attempt) = await AnswerAsync("POST", path, type, 200, body);

        Assert.Equal(("error", error), (root.Attributes["litellm.outcome"], attempt.Attributes["error.type"]));
    }

    private static async Task<(ReceivedSpan Root, ReceivedSpan Attempt)> AnswerAsync(string method, string path, string? type, int status, string body)
    {
        await using var upstream = await FakeUpstream.StartAsync(UpstreamAnswer.Custom(async http =>
        {
            http.Response.StatusCode = status;
            http.Response.ContentType = type;
            if (body.Length > 0)
            {
                await http.Response.Body.WriteAsync(System.Text.Encoding.Latin1.GetBytes(body));
            }
        }));
        await using var gateway = await AnsweringGateway.StartAsync(Route, content: false, async http =>
        {
            using var client = new HttpClient();
            using var response = await LlmSpan.StartCall("m").EndWith(SendAsync());
            await response.Content.ReadAsByteArrayAsync();
            http.Response.ContentType = "application/json";
            await http.Response.WriteAsync(RecordedOpenAi.ChatCompletion);

            async Task<HttpResponseMessage> SendAsync()
            {
                using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(upstream.Endpoint, path));
                return await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            }
        });

        await gateway.PostAsync(Route);

        var spans = await gateway.StopAsync();
        return (
            Assert.Single(spans, span => span.Name == "Received Proxy Server Request"),
            Assert.Single(spans, span => span.Attributes["litellm.attempt.kind"] is not null));
    }
}
