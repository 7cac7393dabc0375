using System.IO.Compression;
using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using TracedLlm.Tests.Gateways;

namespace TracedLlm.Tests.Bodies;

/// <summary>A compressed body that nothing decompresses is the reason of a refusal, whatever the gateway's reader says about its bytes.</summary>
[Collection(ProcessWide.Name)]
public sealed class CompressedBodyTests
{
    private const string Advice = "The request's body is compressed, and nothing decompresses it: call UseRequestDecompression before UseTracedLlm. (";

    [Theory]
    [InlineData("binding", HttpStatusCode.BadRequest)]
    [InlineData("exception", HttpStatusCode.InternalServerError)]
    [InlineData("status", HttpStatusCode.UnsupportedMediaType)]
    public async Task Without_decompression_the_refusal_says_so(string reader, HttpStatusCode expected)
    {
        await using var gateway = await StartAsync(reader, decompresses: false);

        var answer = await PostAsync(gateway);

        Assert.Equal(expected, answer.Status);
        var root = (await gateway.StopAsync()).Single(static span => span.Name == "Received Proxy Server Request");
        Assert.StartsWith(Advice, (string)root.Attributes["error.message"]!, StringComparison.Ordinal);
        Assert.StartsWith(Advice, root.StatusMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refusal_for_another_reason_does_not()
    {
        await using var gateway = await StartAsync("key", decompresses: false);

        await PostAsync(gateway);

        var root = (await gateway.StopAsync()).Single(static span => span.Name == "Received Proxy Server Request");
        Assert.Equal("The gateway answered 401 Unauthorized.", root.Attributes["error.message"]);
    }

    [Fact]
    public async Task A_gateway_that_says_it_itself_keeps_its_words()
    {
        await using var gateway = await StartAsync("own words", decompresses: false);

        await PostAsync(gateway);

        var root = (await gateway.StopAsync()).Single(static span => span.Name == "Received Proxy Server Request");
        Assert.Equal("Send the body without compression.", root.Attributes["error.message"]);
    }

    [Fact]
    public async Task With_decompression_the_body_is_read()
    {
        await using var gateway = await StartAsync("exception", decompresses: true);

        Assert.Equal("gpt-4o", (await PostAsync(gateway)).Body);

        var request = (await gateway.StopAsync()).Single(static span => span.Name == "litellm_request");
        Assert.Equal("gpt-4o", request.Attributes["gen_ai.request.model"]);
        Assert.DoesNotContain("litellm.request.unread", request.Attributes.Keys);
    }

    private static Task<TestGateway> StartAsync(string reader, bool decompresses) => TestGateway.StartAsync(new GatewaySetup
    {
        Before = builder => builder.Services.AddRequestDecompression(),
        App = app =>
        {
            if (decompresses)
            {
                app.UseRequestDecompression();
            }

            app.UseTracedLlm();
            app.MapPost(BrokenCaller.Path, [TracedLlmRoute] async (HttpContext http) =>
            {
                if (reader is "key" or "status")
                {
                    return Results.StatusCode(reader == "key" ? 401 : 415);
                }

                if (reader == "own words")
                {
                    throw new BadHttpRequestException("Send the body without compression.", 415);
                }

                try
                {
                    using var body = await JsonDocument.ParseAsync(http.Request.Body);
                    return Results.Text(body.RootElement.GetProperty("model").GetString());
                }
                catch (JsonException exception) when (reader == "binding")
                {
                    throw new BadHttpRequestException("The body is no JSON.", exception);
                }
            });
        },
    });

    private static async Task<GatewayAnswer> PostAsync(TestGateway gateway)
    {
        using var compressed = new MemoryStream();
        await using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest, leaveOpen: true))
        {
            await gzip.WriteAsync("""{"model":"gpt-4o"}"""u8.ToArray());
        }

        using var request = new HttpRequestMessage(HttpMethod.Post, BrokenCaller.Path) { Content = new ByteArrayContent(compressed.ToArray()) };
        request.Content.Headers.ContentType = new("application/json");
        request.Content.Headers.ContentEncoding.Add("gzip");
        return await gateway.SendAsync(request);
    }
}
