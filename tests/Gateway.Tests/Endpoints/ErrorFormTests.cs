using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging.Abstractions;
using TracedLlm.Samples.Gateway.Tests.Hosting;
using TracedLlm.Testing.Sockets;

namespace TracedLlm.Samples.Gateway.Tests.Endpoints;

/// <summary>The gateway's own errors in the form of each API.</summary>
public sealed class ErrorFormTests
{
    private const string Yaml = """
        model_list:
          - { model_name: demo, litellm_params: { model: simulated/demo } }
          - { model_name: aws, litellm_params: { model: bedrock/x, api_base: 'http://localhost:1', api_key: sk-aws } }
          - { model_name: google, litellm_params: { model: gemini/x, api_base: 'http://localhost:1', api_key: sk-google } }
          - { model_name: cohere, litellm_params: { model: cohere/x, api_base: 'http://localhost:1', api_key: sk-cohere } }
          - { model_name: mistral, litellm_params: { model: mistral/x, api_base: 'http://localhost:1', api_key: sk-mistral } }
        guardrails:
          - { guardrail_name: secrets, litellm_params: { guardrail: regex, mode: pre_call, default_on: true, pattern: FORBIDDEN, action: block } }
        general_settings: { master_key: sk-1 }
        """;

    [Theory]
    [InlineData("/v1/chat/completions", """{"model":"demo","messages":[{"role":"user","content":"FORBIDDEN"}]}""", """{"error":{"message":"Blocked by the guardrail 'secrets'.","type":"invalid_request_error","param":null,"code":"content_filter"}}""")]
    [InlineData("/v1/responses", """{"model":"demo","input":"FORBIDDEN"}""", """{"error":{"message":"Blocked by the guardrail 'secrets'.","type":"invalid_request_error","param":null,"code":"content_filter"}}""")]
    [InlineData("/v1/embeddings", """{"model":"demo","input":"FORBIDDEN"}""", """{"error":{"message":"Blocked by the guardrail 'secrets'.","type":"invalid_request_error","param":null,"code":"content_filter"}}""")]
    [InlineData("/v1/messages", """{"model":"demo","messages":[{"role":"user","content":"FORBIDDEN"}]}""", """{"type":"error","error":{"type":"invalid_request_error","message":"Blocked by the guardrail 'secrets'.","code":"content_filter"},"request_id":"ID"}""")]
    [InlineData("/v1beta/models/demo:generateContent", """{"contents":[{"parts":[{"text":"FORBIDDEN"}]}]}""", """{"error":{"code":400,"message":"Blocked by the guardrail 'secrets'.","status":"INVALID_ARGUMENT","details":[{"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"content_filter","domain":"gateway"}]}}""")]
    [InlineData("/v2/rerank", """{"model":"demo","query":"FORBIDDEN","documents":[]}""", """{"message":"Blocked by the guardrail 'secrets'.","code":"content_filter"}""")]
    public async Task A_block_of_a_guardrail_has_a_code_in_the_form_of_the_API(string path, string body, string error)
    {
        await using var gateway = await RunningGateway.StartAsync(Yaml);

        using var response = await gateway.PostAsync(path, body, ("Authorization", "Bearer sk-1"));

        Assert.Equal(400, (int)response.StatusCode);
        Assert.Equal("application/json", response.Content.Headers.ContentType!.ToString());
        Assert.Equal(error, WithoutId(await response.Content.ReadAsStringAsync()));
    }

    [Theory]
    [InlineData("/v1/chat/completions", """{"error":{"message":"The API key is not valid.","type":"authentication_error","param":null,"code":"invalid_api_key"}}""")]
    [InlineData("/v1/messages", """{"type":"error","error":{"type":"authentication_error","message":"The API key is not valid."},"request_id":"ID"}""")]
    [InlineData("/v1/messages/batches", """{"type":"error","error":{"type":"authentication_error","message":"The API key is not valid."},"request_id":"ID"}""")]
    [InlineData("/v1beta/models/demo:streamGenerateContent", """{"error":{"code":401,"message":"The API key is not valid.","status":"UNAUTHENTICATED"}}""")]
    [InlineData("/v1/rerank", """{"message":"The API key is not valid."}""")]
    [InlineData("/gemini/v1beta/models/x:generateContent", """{"error":{"code":401,"message":"The API key is not valid.","status":"UNAUTHENTICATED"}}""")]
    [InlineData("/anthropic/v1/messages", """{"type":"error","error":{"type":"authentication_error","message":"The API key is not valid."},"request_id":"ID"}""")]
    [InlineData("/cohere/v2/chat", """{"message":"The API key is not valid."}""")]
    [InlineData("/mistral/v1/fim/completions", """{"object":"error","message":"The API key is not valid.","type":"authentication_error","param":null,"code":null}""")]
    [InlineData("/bedrock/model/x/converse", """{"message":"The API key is not valid."}""")]
    public async Task A_wrong_key_is_refused_in_the_form_of_the_API(string path, string error)
    {
        await using var gateway = await RunningGateway.StartAsync(Yaml);

        using var response = await gateway.PostAsync(path, "{}", ("Authorization", "Bearer sk-2"));

        Assert.Equal(401, (int)response.StatusCode);
        Assert.Equal(error, WithoutId(await response.Content.ReadAsStringAsync()));
    }

    [Theory]
    [InlineData("/v1/chat/completions", """{"error":{"message":"The model 'nobody' does not exist; GET /v1/models lists the models.","type":"invalid_request_error","param":null,"code":"model_not_found"}}""")]
    [InlineData("/v1beta/models/nobody:generateContent", """{"error":{"code":404,"message":"The model 'nobody' does not exist; GET /v1/models lists the models.","status":"NOT_FOUND","details":[{"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"model_not_found","domain":"gateway"}]}}""")]
    [InlineData("/v1/messages", """{"type":"error","error":{"type":"not_found_error","message":"The model 'nobody' does not exist; GET /v1/models lists the models.","code":"model_not_found"},"request_id":"ID"}""")]
    public async Task An_unknown_model_is_refused_in_the_form_of_the_API(string path, string error)
    {
        await using var gateway = await RunningGateway.StartAsync(Yaml);

        using var response = await gateway.PostAsync(path, """{"model":"nobody"}""", ("Authorization", "Bearer sk-1"));

        Assert.Equal(404, (int)response.StatusCode);
        Assert.Equal(error, WithoutId(await response.Content.ReadAsStringAsync()));
    }

    [Theory]
    [InlineData("/anthropic/v1/messages", """{"type":"error","error":{"type":"permission_error","message":"MESSAGE"},"request_id":"ID"}""")]
    [InlineData("/gemini/v1beta/models/x:generateContent", """{"error":{"code":403,"message":"MESSAGE","status":"PERMISSION_DENIED"}}""")]
    [InlineData("/bedrock/model/x/converse", """{"message":"MESSAGE"}""")]
    public async Task What_is_not_allowed_is_refused_in_the_form_of_the_API(string path, string error)
    {
        await using var gateway = await RunningGateway.StartAsync(Yaml.Replace("master_key: sk-1", "master_key: sk-1, pass_through: false", StringComparison.Ordinal));

        using var response = await gateway.PostAsync(path, "{}", ("Authorization", "Bearer sk-1"));

        Assert.Equal(403, (int)response.StatusCode);
        var message = $"Pass-through to /{path.Split('/')[1]} is switched off (general_settings.pass_through). Use one of the gateway's own APIs, such as /v1/chat/completions.";
        Assert.Equal(error.Replace("MESSAGE", message, StringComparison.Ordinal), WithoutId(await response.Content.ReadAsStringAsync()));
    }

    [Theory]
    [InlineData("/gemini/v1beta/models/x:generateContent", "UNAVAILABLE", null)]
    [InlineData("/bedrock/model/x/converse", null, "InternalServerException")]
    public async Task An_unreachable_provider_is_an_error_in_the_form_of_the_API(string path, string? status, string? type)
    {
        await using var gateway = await RunningGateway.StartAsync(Yaml);

        using var response = await gateway.PostAsync(path, "{}", ("Authorization", "Bearer sk-1"));

        Assert.Equal(502, (int)response.StatusCode);
        Assert.Equal(status, (string?)JsonNode.Parse(await response.Content.ReadAsStringAsync())!["error"]?["status"]);
        Assert.Equal(type, response.Headers.TryGetValues("x-amzn-errortype", out var types) ? Assert.Single(types) : null);
    }

    [Theory]
    [InlineData("/v1/chat/completions", "80000000", """{"error":{"message":"MESSAGE","type":"invalid_request_error","param":null,"code":null}}""")]
    [InlineData("/v1/messages", "80000000", """{"type":"error","error":{"type":"invalid_request_error","message":"MESSAGE"},"request_id":"ID"}""")]
    [InlineData("/gemini/v1beta/models/x:generateContent", "fffffffffffffffff", """{"error":{"code":400,"message":"MESSAGE","status":"INVALID_ARGUMENT"}}""")]
    public async Task A_chunk_size_that_is_too_large_is_refused_in_the_form_of_the_API(string path, string size, string error)
    {
        await using var gateway = await RunningGateway.StartAsync(Yaml);
        using var caller = await RawHttpConnection.ConnectAsync(gateway.Endpoint);

        await caller.SendAsync($"POST {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer sk-1\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n{size}\r\n");
        await caller.ReadToEndAsync();

        Assert.StartsWith("HTTP/1.1 400 ", caller.Received, StringComparison.Ordinal);
        Assert.Contains("request-id: ", caller.Received, StringComparison.Ordinal);
        var body = caller.Received[(caller.Received.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..];
        Assert.Equal(error.Replace("MESSAGE", "The size of a chunk of the body is too large.", StringComparison.Ordinal), WithoutId(body));
    }

    [Theory]
    [InlineData("/v1/chat/completions", """{"error":{"message":"MESSAGE","type":"server_error","param":null,"code":null}}""")]
    [InlineData("/v2/rerank", """{"message":"MESSAGE"}""")]
    public async Task An_unexpected_exception_is_500_in_the_form_of_the_API(string path, string error)
    {
        var builder = WebApplication.CreateSlimBuilder(["--urls", "http://127.0.0.1:0", "--Logging:LogLevel:Default=None"]);
        await using var app = builder.Build();
        new LlmEndpoint(null!, null!, null!, null!, null!, null!, null!, null!, null!, null!, null!, NullLogger<LlmEndpoint>.Instance).Map(app);
        await app.StartAsync();
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };

        using var response = await client.PostAsync(new Uri(path, UriKind.Relative), content: null);

        Assert.Equal(500, (int)response.StatusCode);
        Assert.Single(response.Headers.GetValues("x-request-id"));
        Assert.Equal(error.Replace("MESSAGE", "The gateway failed; its log has the reason.", StringComparison.Ordinal), await response.Content.ReadAsStringAsync());
    }

    // The request id is the call's, which differs each time.
    private static string WithoutId(string body)
    {
        var error = JsonNode.Parse(body)!;
        if (error["request_id"] is not { } id)
        {
            return body;
        }

        Assert.True(Guid.TryParse((string?)id, out _), body);
        return body.Replace((string)id!, "ID", StringComparison.Ordinal);
    }
}
