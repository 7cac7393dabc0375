using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using TracedLlm.Samples.Gateway.Tests.Hosting;
using TracedLlm.Testing.Snapshots;
using TracedLlm.Testing.Upstreams;

namespace TracedLlm.Samples.Gateway.Tests.Responses;

/// <summary>A provider's error of which nothing reaches the caller: the caller receives its status and an error in the form of the API.</summary>
public sealed class BrokenErrorTests
{
    private const string Half = """{"error":{"message":"Wro""";

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(77);

    public static TheoryData<string, string, string> Apis { get; } = new()
    {
        { "/v1/chat/completions", """{"model":"gpt","messages":[]}""", """{"error":{"message":"TEXT","type":"invalid_request_error","param":null,"code":null}}""" },
        { "/v1/chat/completions", """{"model":"gpt","stream":true,"messages":[]}""", """{"error":{"message":"TEXT","type":"invalid_request_error","param":null,"code":null}}""" },
        { "/v1/messages", """{"model":"claude","messages":[]}""", """{"type":"error","error":{"type":"invalid_request_error","message":"TEXT"},"request_id":"ID"}""" },
        { "/v1/messages", """{"model":"claude","stream":true,"messages":[]}""", """{"type":"error","error":{"type":"invalid_request_error","message":"TEXT"},"request_id":"ID"}""" },
        { "/v1/responses", """{"model":"gpt","input":"hi"}""", """{"error":{"message":"TEXT","type":"invalid_request_error","param":null,"code":null}}""" },
        { "/v1/embeddings", """{"model":"gpt","input":"hi"}""", """{"error":{"message":"TEXT","type":"invalid_request_error","param":null,"code":null}}""" },
        { "/v1beta/models/flash:streamGenerateContent", "{}", """{"error":{"code":400,"message":"TEXT","status":"INVALID_ARGUMENT"}}""" },
        { "/v2/rerank", """{"model":"rank","query":"hi","documents":[]}""", """{"message":"TEXT"}""" },
        { "/openai/v1/vector_stores", "{}", """{"error":{"message":"TEXT","type":"invalid_request_error","param":null,"code":null}}""" },
    };

    [Theory]
    [MemberData(nameof(Apis))]
    public async Task An_error_that_breaks_off_has_its_status_and_the_form_of_the_API(string path, string body, string error)
    {
        foreach (var beginning in new[] { "", Half })
        {
            await using var gateway = await TracedGateway.StartAsync(_ => Cut(400, beginning));

            using var response = await gateway.SendAsync(HttpMethod.Post, path, "application/json", body);

            Assert.Equal(400, (int)response.StatusCode);
            Assert.Equal("application/json", response.Content.Headers.ContentType!.ToString());
            Assert.Matches(
                $"^{Regex.Escape(error).Replace("TEXT", @"The provider of '[^']+' answered with status 400, but its error broke off\.", StringComparison.Ordinal).Replace("\"ID\"", "\"[0-9a-f-]+\"", StringComparison.Ordinal)}$",
                await response.Content.ReadAsStringAsync());
            Assert.Single(gateway.Upstream.Requests);
        }
    }

    [Theory]
    [InlineData(400, "false")]
    [InlineData(404, "false")]
    [InlineData(429, null)]
    [InlineData(503, null)]
    public async Task The_headers_of_an_error_that_breaks_off_reach_the_caller(int status, string? shouldRetry)
    {
        await using var gateway = await TracedGateway.StartAsync(_ => Cut(status, ""));

        using var response = await gateway.SendAsync(HttpMethod.Post, "/v1/chat/completions", "application/json", """{"model":"gpt","messages":[]}""");

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(["7.5"], response.Headers.NonValidated["Retry-After"]);
        Assert.Equal("req_1", response.Headers.GetValues("x-request-id").Single());
        Assert.Equal(shouldRetry, response.Headers.TryGetValues("x-should-retry", out var values) ? values.Single() : null);
    }

    [Theory]
    [InlineData("", 1)]
    [InlineData(Half, 2)]
    public async Task An_error_that_falls_silent_has_its_status(string beginning, int reads)
    {
        await using var gateway = await TracedGateway.StartAsync(_ => FallSilent(beginning), "request_timeout: 77");

        var sending = gateway.SendAsync(HttpMethod.Post, "/v1/chat/completions", "application/json", """{"model":"gpt","messages":[]}""");
        await gateway.Gateway.Clock.FireAsync(ProviderClient.LongestForError);
        await gateway.Gateway.Clock.WaitForStartsAsync(Limit, 1 + reads);
        await gateway.Gateway.Clock.FireAsync(Limit);
        using var response = await sending;

        Assert.Equal(400, (int)response.StatusCode);
        Assert.Equal(
            """{"error":{"message":"The provider of 'gpt' answered with status 400, but its error did not arrive in time.","type":"invalid_request_error","param":null,"code":null}}""",
            await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task The_trace_says_that_the_error_broke_off()
    {
        await using var gateway = await TracedGateway.StartAsync(_ => Cut(404, ""));

        using var response = await gateway.PostAsync("/v1/chat/completions", """{"model":"gpt","messages":[]}""");
        await response.Content.ReadAsStringAsync();

        Snapshot.Match(await gateway.TreeAsync(), "An_error_that_breaks_off");
        var attempt = (await gateway.SpansAsync()).Single(static span => span.Attributes.ContainsKey("litellm.attempt.index"));
        Assert.Equal("System.Net.Http.HttpIOException", attempt.Events.Single().Attributes["exception.type"]);
    }

    // A success has no error to tell: its status would be wrong.
    [Fact]
    public async Task An_answer_that_breaks_off_before_its_first_byte_is_a_502()
    {
        await using var gateway = await TracedGateway.StartAsync(_ => Cut(200, ""));

        using var response = await gateway.SendAsync(HttpMethod.Post, "/v1/chat/completions", "application/json", """{"model":"gpt","messages":[]}""");

        Assert.Equal(502, (int)response.StatusCode);
    }

    private static UpstreamAnswer Cut(int status, string beginning) => UpstreamAnswer.Cut(
        Encoding.UTF8.GetBytes(beginning), "application/json", status, new Dictionary<string, string> { ["Retry-After"] = "7.5", ["x-request-id"] = "req_1" });

    private static UpstreamAnswer FallSilent(string beginning) => UpstreamAnswer.Custom(async http =>
    {
        http.Response.StatusCode = 400;
        http.Response.ContentType = "application/json";
        await http.Response.WriteAsync(beginning);
        await http.Response.Body.FlushAsync();
        await Task.Delay(Timeout.Infinite, http.RequestAborted);
    });
}
