using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using TracedLlm.Testing.Upstreams;
using TracedLlm.Tests.Gateways;
using TracedLlm.Tests.Payloads.Apis;

namespace TracedLlm.Tests.Payloads.Frames;

/// <summary>Bedrock behind a gateway: frames, headers that count tokens, and models in URLs.</summary>
[Collection(ProcessWide.Name)]
public sealed class BedrockTests
{
    private const string Frames = "application/vnd.amazon.eventstream";
    private const string Model = "eu.amazon.nova-lite-v1:0";

    private static readonly string[] Shown =
        ["litellm.outcome", "error.type", "gen_ai.usage.", "gen_ai.response.finish_reasons", "litellm.response.status", "gen_ai.request.model", "litellm.provider.model"];

    [Theory]
    [InlineData(int.MaxValue)]
    [InlineData(7)]
    public async Task The_frames_of_a_stream_are_read(int chunk)
    {
        var frames = Frame.Stream(new ApiFixture("converse", "stream").Stream!);
        await using var upstream = await FakeUpstream.StartAsync(Answer(Frames, frames, chunk));
        await using var gateway = await StartAsync(upstream);

        Assert.Equal(frames, await SendAsync(gateway, "converse-stream"));

        Assert.Equal(
            """
            Received Proxy Server Request [SERVER]  {litellm.outcome=ok}
            └─ litellm_request  {gen_ai.request.model=eu.amazon.nova-lite-v1:0, gen_ai.response.finish_reasons=[tool_use], gen_ai.usage.cache_creation.input_tokens=0, gen_ai.usage.cache_read.input_tokens=8, gen_ai.usage.input_tokens=27, gen_ai.usage.output_tokens=27, litellm.provider.model=eu.amazon.nova-lite-v1:0}
               └─ chat eu.amazon.nova-lite-v1:0 [CLIENT]  {gen_ai.request.model=eu.amazon.nova-lite-v1:0, litellm.provider.model=eu.amazon.nova-lite-v1:0}
            """,
            await gateway.StopAndPrintAsync(Shown));
    }

    [Theory]
    [InlineData("exception", "throttlingException", "Too many tokens.")]
    [InlineData("error", "InternalFailure", "Too many tokens.")]
    public async Task An_exception_in_a_stream_is_the_attempts_error(string kind, string type, string message)
    {
        var broken = kind == "error" ? Frame.Error(type, message) : Frame.Exception(type, $$"""{"message":"{{message}}"}""");
        await using var upstream = await FakeUpstream.StartAsync(Answer(Frames, [.. Frame.Event("messageStart", "{}"), .. broken]));
        await using var gateway = await StartAsync(upstream);

        await SendAsync(gateway, "converse-stream");

        var spans = await gateway.StopAsync();
        var attempt = Assert.Single(spans, span => span.Attributes["litellm.attempt.kind"] is not null).Attributes;
        Assert.Equal((type, message), (attempt["error.type"], attempt["error.message"]));
        Assert.Equal("error", Assert.Single(spans, span => span.Name == "Received Proxy Server Request").Attributes["litellm.outcome"]);
    }

    [Fact]
    public async Task A_stream_that_ends_cleanly_before_its_metadata_is_incomplete()
    {
        var frames = Frame.Stream(new ApiFixture("converse", "stream").Stream!.SkipLast(1));
        await using var upstream = await FakeUpstream.StartAsync(Answer(Frames, frames));
        await using var gateway = await StartAsync(upstream);

        await SendAsync(gateway, "converse-stream");

        var request = Assert.Single(await gateway.StopAsync(), span => span.Name == "litellm_request").Attributes;
        Assert.Equal("incomplete", request["litellm.response.status"]);
    }

    [Theory]
    [InlineData("claude")]
    [InlineData("llama")]
    [InlineData("mistral")]
    [InlineData("openai")]
    public async Task The_chunk_with_Bedrocks_counts_is_the_last_of_every_model(string name)
    {
        foreach (var (missing, status) in new[] { (0, null), (1, "incomplete") })
        {
            var frames = Frame.Stream(new ApiFixture("invoke_model", name).Stream!.SkipLast(missing));
            await using var upstream = await FakeUpstream.StartAsync(Answer(Frames, frames));
            await using var gateway = await StartAsync(upstream);

            await SendAsync(gateway, "invoke-with-response-stream");

            var spans = await gateway.StopAsync();
            Assert.Equal(status, Assert.Single(spans, span => span.Name == "litellm_request").Attributes["litellm.response.status"]);
            Assert.Equal("ok", Assert.Single(spans, span => span.Name == "Received Proxy Server Request").Attributes["litellm.outcome"]);
        }
    }

    [Fact]
    public async Task A_whole_response_is_read()
    {
        var body = new ApiFixture("converse", "text").Response!;
        await using var upstream = await FakeUpstream.StartAsync(Answer("application/json", body));
        await using var gateway = await StartAsync(upstream);

        Assert.Equal(body, await SendAsync(gateway, "converse"));

        Assert.Contains(
            "gen_ai.response.finish_reasons=[end_turn], gen_ai.usage.cache_creation.input_tokens=20, gen_ai.usage.cache_read.input_tokens=80, gen_ai.usage.input_tokens=130, gen_ai.usage.output_tokens=4",
            await gateway.StopAndPrintAsync(Shown));
    }

    [Theory]
    [InlineData("""{"generation":"Hi"}""", 4L, 3L)]
    [InlineData("""{"prompt_token_count":9,"generation":"Hi"}""", 9L, 3L)]
    public async Task The_headers_count_the_tokens_that_the_body_does_not(string body, long input, long output)
    {
        await using var upstream = await FakeUpstream.StartAsync(UpstreamAnswer.Json(
            body, headers: new Dictionary<string, string> { ["X-Amzn-Bedrock-Input-Token-Count"] = "4", ["X-Amzn-Bedrock-Output-Token-Count"] = "3" }));
        await using var gateway = await StartAsync(upstream);

        await SendAsync(gateway, "invoke");

        var request = Assert.Single(await gateway.StopAsync(), span => span.Name == "litellm_request").Attributes;
        Assert.Equal((input, output, Model), (request["gen_ai.usage.input_tokens"], request["gen_ai.usage.output_tokens"], request["gen_ai.request.model"]));
    }

    [Fact]
    public async Task JSON_lines_of_Ollama_are_events()
    {
        var lines = string.Concat(new ApiFixture("ollama_chat", "stream").Stream!.Select(line => line.Data + "\n"));
        await using var upstream = await FakeUpstream.StartAsync(Answer("application/x-ndjson", System.Text.Encoding.UTF8.GetBytes(lines), chunk: 11));
        await using var gateway = await StartAsync(upstream);

        await gateway.Client.PostAsync("/api/chat", Body());

        Assert.Contains(
            "gen_ai.response.finish_reasons=[stop], gen_ai.usage.input_tokens=26, gen_ai.usage.output_tokens=282",
            await gateway.StopAndPrintAsync(Shown));
    }

    [Fact]
    public async Task A_passed_path_names_the_model()
    {
        await using var upstream = await FakeUpstream.StartAsync(Answer("application/json", new ApiFixture("converse", "text").Response!));
        await using var gateway = await StartAsync(upstream);

        await gateway.Client.PostAsync("/bedrock/model/eu.amazon.nova-lite-v1%3A0/converse", Body());

        var spans = await gateway.StopAsync();
        Assert.All(
            spans.Where(span => span.Name == "litellm_request" || span.Attributes["litellm.attempt.kind"] is not null),
            span => Assert.Equal(Model, span.Attributes["gen_ai.request.model"]));
        Assert.Equal(4L, Assert.Single(spans, span => span.Name == "litellm_request").Attributes["gen_ai.usage.output_tokens"]);
    }

    private static StringContent Body() => new("""{"messages":[]}""", null, "application/json");

    private static UpstreamAnswer Answer(string type, byte[] body, int chunk = int.MaxValue) => UpstreamAnswer.Custom(async http =>
    {
        http.Response.ContentType = type;
        foreach (var part in body.Chunk(chunk))
        {
            await http.Response.Body.WriteAsync(part);
            await http.Response.Body.FlushAsync();
        }
    });

    private static async Task<byte[]> SendAsync(TestGateway gateway, string action)
    {
        using var body = Body();
        using var response = await gateway.Client.PostAsync($"/model/{Model}/{action}", body);
        return await response.Content.ReadAsByteArrayAsync();
    }

    private static Task<TestGateway> StartAsync(FakeUpstream upstream) => TestGateway.StartAsync(new GatewaySetup
    {
        Before = builder => builder.Services.AddHttpClient("provider", http => http.BaseAddress = upstream.Endpoint).AddTracedLlmCall(),
        App = app =>
        {
            app.UseTracedLlm();
            foreach (var pattern in new[] { "/model/{model}/converse", "/model/{model}/converse-stream", "/model/{model}/invoke", "/model/{model}/invoke-with-response-stream", "/api/chat", "/bedrock/{**path}" })
            {
                app.MapPost(pattern, [TracedLlmRoute] async (HttpContext http, IHttpClientFactory clients) =>
                {
                    using var client = clients.CreateClient("provider");
                    using var request = new HttpRequestMessage(HttpMethod.Post, http.Request.Path.Value!.Replace("/bedrock", "", StringComparison.Ordinal)) { Content = Body() };
                    using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, http.RequestAborted);
                    http.Response.ContentType = response.Content.Headers.ContentType?.ToString();
                    await response.Content.CopyToAsync(http.Response.Body, http.RequestAborted);
                });
            }
        },
    });
}
