using System.IO.Compression;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using TracedLlm.Testing.Sockets;
using TracedLlm.Tests.Gateways;

namespace TracedLlm.Tests.Payloads.Lookahead;

/// <summary>Which bodies are looked at.</summary>
[Collection(ProcessWide.Name)]
public sealed class ContentTests
{
    private const string Json = """{"model":"gpt-4o"}""";

    private static async Task<string> SeenAndRead(HttpContext http)
    {
        var seen = LookaheadGateway.BodyOf(http) is { } body ? Encoding.UTF8.GetString(body.Json.Span) : "unseen";
        return $"{seen} {LookaheadGateway.Hash(await BodyReads.ReadAsync(http))}";
    }

    [Theory]
    [InlineData("application/json", true)]
    [InlineData("Application/JSON; charset=UTF-8", true)]
    [InlineData("application/json; charset=\"utf-8\"; v=1", true)]
    [InlineData("application/vnd.api+json", true)]
    [InlineData("application/json; charset=utf-16", false)]
    [InlineData("application/jsonl", false)]
    [InlineData("application/x-www-form-urlencoded", false)]
    [InlineData("text/plain", false)]
    [InlineData("audio/mpeg", false)]
    [InlineData("multipart/form-data", false)]
    public async Task Json_in_utf8_is_looked_at(string contentType, bool seen)
    {
        await using var gateway = await LookaheadGateway.StartAsync(Wire.Http1, SeenAndRead);

        var answer = await gateway.PostAsync(Encoding.UTF8.GetBytes(Json), contentType);

        Assert.Equal((seen ? Json : "unseen") + " " + LookaheadGateway.Hash(Encoding.UTF8.GetBytes(Json)), answer);
        Assert.Equal(seen, gateway.Pool.Rented > 0);
        await gateway.StopAsync();
    }

    [Theory]
    [InlineData(Wire.Http1)]
    [InlineData(Wire.Http1Chunked)]
    [InlineData(Wire.Http2)]
    [InlineData(Wire.TestHost)]
    [InlineData(Wire.TestHostChunked)]
    public async Task An_empty_body_is_not_looked_at(Wire wire)
    {
        await using var gateway = await LookaheadGateway.StartAsync(wire, SeenAndRead);

        Assert.Equal("unseen " + LookaheadGateway.Hash([]), await gateway.PostAsync([]));
        await gateway.StopAsync();
    }

    [Fact]
    public async Task A_request_without_a_body_is_not_looked_at()
    {
        await using var gateway = await LookaheadGateway.StartAsync(Wire.Http1, SeenAndRead);
        using var client = await RawHttpConnection.ConnectAsync(gateway.Endpoint);

        await client.SendAsync($"POST {LookaheadGateway.Path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n");

        Assert.Contains("unseen " + LookaheadGateway.Hash([]), await client.ReadToEndAsync(), StringComparison.Ordinal);
        Assert.Equal(0, gateway.Pool.Rented);
    }

    [Fact]
    public async Task Chunks_and_the_next_request_of_the_connection_come_through()
    {
        await using var gateway = await LookaheadGateway.StartAsync(Wire.Http1, SeenAndRead);
        using var client = await RawHttpConnection.ConnectAsync(gateway.Endpoint);
        var head = $"POST {LookaheadGateway.Path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n";

        await client.SendAsync(
            head + "Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n11\r\n\"model\":\"gpt-4o\"}\r\n0\r\n\r\n"
            + head + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
            + head + "Content-Length: 2\r\n\r\n{}"
            + head + "Content-Length: 4\r\nConnection: close\r\n\r\n[12]");

        var answer = await client.ReadToEndAsync();
        Assert.Equal(
            [$"{Json} {Hash(Json)}", $"unseen {Hash("")}", $"{{}} {Hash("{}")}", $"[12] {Hash("[12]")}"],
            answer.Split("\r\n").Where(line => line.Contains(':') && !line.Contains(": ", StringComparison.Ordinal)));
        await gateway.StopAsync();
    }

    [Fact]
    public async Task The_server_answers_100_continue()
    {
        await using var gateway = await LookaheadGateway.StartAsync(Wire.Http1, SeenAndRead);
        using var client = await RawHttpConnection.ConnectAsync(gateway.Endpoint);

        await client.SendAsync(
            $"POST {LookaheadGateway.Path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 2\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n");
        await client.ReadUntilAsync("HTTP/1.1 100 Continue\r\n\r\n");
        await client.SendAsync("{}");

        Assert.Contains("{} " + Hash("{}"), await client.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_compressed_body_is_looked_at_where_the_server_decompresses_it(bool decompress)
    {
        await using var gateway = await LookaheadGateway.StartAsync(
            Wire.Http1,
            app =>
            {
                if (decompress)
                {
                    app.UseRequestDecompression();
                }

                LookaheadGateway.Map(app, SeenAndRead);
            },
            services: builder => builder.Services.AddRequestDecompression());
        var zipped = Zip(Encoding.UTF8.GetBytes(Json));
        var content = gateway.ContentOf(zipped, "application/json");
        content.Headers.ContentEncoding.Add("gzip");

        Assert.Equal(
            decompress ? $"{Json} {Hash(Json)}" : $"unseen {LookaheadGateway.Hash(zipped)}",
            await gateway.PostAsync(content));
        Assert.Equal(decompress, gateway.Pool.Rented > 0);
        await gateway.StopAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_seekable_body_is_looked_at_if_it_has_been_read_and_stays_seekable(bool read)
    {
        await using var gateway = await LookaheadGateway.StartAsync(Wire.Http1, app =>
        {
            app.Use(async (http, next) =>
            {
                http.Request.EnableBuffering();
                if (read)
                {
                    await http.Request.Body.CopyToAsync(Stream.Null);
                    http.Request.Body.Position = 0;
                }

                await next(http);
            });
            LookaheadGateway.Map(app, async http =>
            {
                var first = await SeenAndRead(http);
                http.Request.Body.Position = 0;
                Assert.Equal(first, await SeenAndRead(http));
                return first;
            });
        });

        Assert.Equal($"{(read ? Json : "unseen")} {Hash(Json)}", await gateway.PostAsync(Encoding.UTF8.GetBytes(Json)));
        await gateway.StopAsync();
    }

    private static string Hash(string text) => LookaheadGateway.Hash(Encoding.UTF8.GetBytes(text));

    private static byte[] Zip(byte[] bytes)
    {
        using var zipped = new MemoryStream();
        using (var zip = new GZipStream(zipped, CompressionMode.Compress))
        {
            zip.Write(bytes);
        }

        return zipped.ToArray();
    }
}
