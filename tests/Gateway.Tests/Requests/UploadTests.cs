using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using TracedLlm.Samples.Gateway.Tests.Apis;
using TracedLlm.Samples.Gateway.Tests.Hosting;
using TracedLlm.Testing.Otlp;
using TracedLlm.Testing.Upstreams;

namespace TracedLlm.Samples.Gateway.Tests.Requests;

/// <summary>Uploads pass while they arrive, with their trace; too long requests are refused.</summary>
public sealed class UploadTests
{
    private const int Megabyte = 1024 * 1024;

    private static readonly string Head = $"--{ApiRequest.Boundary}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.bin\"\r\n\r\n";

    private static readonly string Tail =
        $"\r\n--{ApiRequest.Boundary}\r\nContent-Disposition: form-data; name=\"purpose\"\r\n\r\nbatch\r\n--{ApiRequest.Boundary}--\r\n";

    private static readonly string GatewaysField =
        $"\r\n--{ApiRequest.Boundary}\r\nContent-Disposition: form-data; name=\"litellm_metadata\"\r\n\r\n{{\"session_id\":\"s-1\"}}";

    [Theory]
    [InlineData("/v1/files", true)]
    [InlineData("/openai/files", true)]
    [InlineData("/openai_passthrough/v1/files", true)]
    [InlineData("/openai_passthrough/v1/raw", false)]
    public async Task A_file_arrives_at_the_provider_while_the_caller_sends_it(string path, bool isForm)
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        await using var provider = await UploadReceiver.StartAsync();
        await using var gateway = await RunningGateway.StartAsync(
            Models(provider.Endpoint) + "litellm_settings: { callbacks: [otel] }", $"--OTEL_EXPORTER_OTLP_ENDPOINT={receiver.Endpoint}", "--OTEL_BSP_SCHEDULE_DELAY=5");
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var gate = new TaskCompletionSource();
        using var upload = new Upload(async stream =>
        {
            await WriteAsync(stream, hash, isForm ? Head : "");
            for (var i = 0; i < 40; i++)
            {
                if (i == 8)
                {
                    await gate.Task;
                }

                var part = RandomNumberGenerator.GetBytes(Megabyte);
                hash.AppendData(part);
                await stream.WriteAsync(part);
                await stream.FlushAsync();
            }

            await stream.WriteAsync(Encoding.UTF8.GetBytes(isForm ? GatewaysField : ""));
            await WriteAsync(stream, hash, isForm ? Tail : "");
        });
        upload.Headers.ContentType = MediaTypeHeaderValue.Parse(isForm ? $"multipart/form-data; boundary={ApiRequest.Boundary}" : "application/octet-stream");

        var sending = gateway.Client.PostAsync(new Uri(path, UriKind.Relative), upload);
        await provider.WaitForBytesAsync(6 * Megabyte);
        gate.SetResult();
        using var response = await sending;

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Contains("file-1", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(Convert.ToHexStringLower(hash.GetHashAndReset()), provider.Hash);
        var spans = await receiver.WaitForRootAsync();
        Assert.Equal("ok", Assert.Single(spans, span => span.Kind == ReceivedSpanKind.Server).Attributes["litellm.outcome"]);
        Assert.Single(spans, span => span.Kind == ReceivedSpanKind.Client);
    }

    [Fact]
    public async Task A_large_recording_with_its_model_behind_it_is_routed_and_can_be_retried()
    {
        var file = new string('x', 3 * Megabyte);
        await using var gateway = await TracedGateway.StartAsync(
            request => request.Number == 0
                ? UpstreamAnswer.Json("{}", 503, new Dictionary<string, string> { ["retry-after-ms"] = "1" })
                : UpstreamAnswer.Json("""{"text":"Hello.","usage":{"type":"tokens","input_tokens":14,"output_tokens":4,"total_tokens":18}}"""),
            "num_retries: 1");

        using var response = await gateway.SendAsync(
            HttpMethod.Post, "/v1/audio/transcriptions", $"multipart/form-data; boundary={ApiRequest.Boundary}", ApiRequest.FormOf(("file", file), ("model", "gpt")));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(2, gateway.Upstream.Requests.Count);
        Assert.All(gateway.Upstream.Requests, request => Assert.Equal(ApiRequest.FormOf(("file", file), ("model", "gpt-4.1")), request.Body));
        Assert.Contains("gen_ai.usage.input_tokens=14", await gateway.TreeAsync(), StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(Path.GetTempPath(), "gateway-*.upload"));
    }

    [Fact]
    public async Task A_prompt_behind_a_large_image_is_masked()
    {
        var image = new string('x', 3 * Megabyte);
        await using var gateway = await TracedGateway.StartAsync(
            _ => UpstreamAnswer.Json("{}"), "", "{ guardrail_name: hide, litellm_params: { guardrail: regex, mode: pre_call, default_on: true, pattern: SECRET, action: mask } }");

        using var response = await gateway.SendAsync(
            HttpMethod.Post, "/v1/images/edits", $"multipart/form-data; boundary={ApiRequest.Boundary}", ApiRequest.FormOf(("image", image), ("prompt", "a SECRET")));

        Assert.Equal(
            ApiRequest.FormOf(("image", image), ("prompt", "a *")),
            Assert.Single(gateway.Upstream.Requests).Body.Replace("[MASKED]", "*", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("/v1/chat/completions", "application/json", false, "", 32, """{"error":{"message":""")]
    [InlineData("/v1/messages", "application/json", true, "", 32, """{"type":"error","error":{"type":"request_too_large","message":""")]
    [InlineData("/anthropic/v1/messages", "application/json", true, "", 32, """{""")]
    [InlineData("/v1/chat/completions", "application/json", false, "max_request_size_mb: 1", 1, """{"error":{"message":""")]
    [InlineData("/v1/files", "multipart/form-data; boundary=form-1", false, "max_request_size_mb: 1", 1, """{"error":{"message":""")]
    [InlineData("/v1/files", "multipart/form-data; boundary=form-1", true, "max_request_size_mb: 2", 2, """{"error":{"message":""")]
    [InlineData("/v1/audio/transcriptions", "multipart/form-data; boundary=form-1", true, "max_request_size_mb: 2", 2, """{"error":{"message":""")]
    [InlineData("/openai_passthrough/v1/raw", "application/octet-stream", true, "max_request_size_mb: 0.5", 0.5, """{"error":{"message":""")]
    public async Task A_request_beyond_the_limit_is_a_413_in_the_form_of_its_API(string path, string contentType, bool isChunked, string setting, double limit, string form)
    {
        // Only little more than the limit: a client that still writes when the server closes the connection may not read the response.
        var text = new string('x', (int)(limit * Megabyte));
        await using var upstream = await FakeUpstream.StartAsync(_ => UpstreamAnswer.Json("{}"));
        await using var gateway = await RunningGateway.StartAsync(Models(upstream.Endpoint, setting));
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(contentType.StartsWith("multipart", StringComparison.Ordinal)
            ? Head + text + Tail
            : $$"""{"model":"gpt","x":"{{text}}"}"""));
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = content, Headers = { ExpectContinue = !isChunked, TransferEncodingChunked = isChunked } };

        using var response = await gateway.Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        Assert.StartsWith(form, await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(["false"], response.Headers.GetValues("x-should-retry"));
        Assert.Empty(upstream.Requests);
    }

    [Fact]
    public async Task A_large_recording_behind_its_model_passes_while_it_arrives()
    {
        await using var provider = await UploadReceiver.StartAsync();
        await using var gateway = await RunningGateway.StartAsync(Models(provider.Endpoint));
        var gate = new TaskCompletionSource();
        using var upload = new Upload(async stream =>
        {
            await stream.WriteAsync(Encoding.UTF8.GetBytes($"--{ApiRequest.Boundary}\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\ngpt\r\n{Head}"));
            await stream.WriteAsync(new byte[4 * Megabyte]);
            await stream.FlushAsync();
            await gate.Task;
            await stream.WriteAsync(Encoding.UTF8.GetBytes(Tail));
        });
        upload.Headers.ContentType = MediaTypeHeaderValue.Parse($"multipart/form-data; boundary={ApiRequest.Boundary}");

        var sending = gateway.Client.PostAsync(new Uri("/v1/audio/transcriptions", UriKind.Relative), upload);
        await provider.WaitForBytesAsync(2 * Megabyte);
        var files = Directory.GetFiles(Path.GetTempPath(), "gateway-*.upload");
        gate.SetResult();
        using var response = await sending;

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Empty(files);
    }

    [Fact]
    public async Task A_prompt_on_both_sides_of_a_large_image_is_masked()
    {
        var image = new string('x', 3 * Megabyte);
        await using var gateway = await TracedGateway.StartAsync(
            _ => UpstreamAnswer.Json("{}"), "", "{ guardrail_name: hide, litellm_params: { guardrail: regex, mode: pre_call, default_on: true, pattern: SECRET, action: mask } }");

        using var response = await gateway.SendAsync(
            HttpMethod.Post, "/v1/images/edits", $"multipart/form-data; boundary={ApiRequest.Boundary}", ApiRequest.FormOf(("model", "gpt"), ("prompt", "a SECRET"), ("image", image), ("prompt", "a SECRET")));

        Assert.Equal(
            ApiRequest.FormOf(("model", "gpt-4.1"), ("prompt", "a *"), ("image", image), ("prompt", "a *")),
            Assert.Single(gateway.Upstream.Requests).Body.Replace("[MASKED]", "*", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("/v1/files", "purpose")]
    [InlineData("/v1/audio/transcriptions", "model")]
    [InlineData("/openai_passthrough/v1/files", "purpose")]
    public async Task A_large_form_keeps_a_length(string path, string field)
    {
        var file = new string('x', 2 * Megabyte);
        var value = field == "model" ? "gpt" : "batch";
        (string, string?)[][] forms =
        [
            [("file", file), (field, value)],
            [(field, value), ("file", file)],
            [(field, value), ("litellm_metadata", "{}"), ("file", file)],
            [(field, value), ("file", file), ("litellm_metadata", "{}")],
        ];
        foreach (var form in forms)
        {
            await using var gateway = await TracedGateway.StartAsync(_ => UpstreamAnswer.Json("{}"));

            using var response = await gateway.SendAsync(HttpMethod.Post, path, $"multipart/form-data; boundary={ApiRequest.Boundary}", ApiRequest.FormOf(form));

            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            var request = Assert.Single(gateway.Upstream.Requests);
            var kept = form.Where(part => part.Item1 != "litellm_metadata").Select(part => (part.Item1, part.Item1 == "model" ? "gpt-4.1" : part.Item2)).ToArray();
            Assert.Equal(ApiRequest.FormOf(kept), request.Body.TrimEnd(' '));
            Assert.Equal(request.Body.Length.ToString(CultureInfo.InvariantCulture), request.Headers["Content-Length"]);
            Assert.False(request.Headers.ContainsKey("Transfer-Encoding"));
        }
    }

    [Theory]
    [InlineData("/v1/chat/completions", "multipart/mixed; boundary=form-1")]
    [InlineData("/v1/files", "multipart/related; boundary=form-1")]
    [InlineData("/v1/audio/transcriptions", "multipart/mixed; boundary=form-1")]
    [InlineData("/v1/chat/completions", "application/x-www-form-urlencoded")]
    public async Task A_body_that_the_gateway_would_hold_has_the_limit_of_JSON(string path, string contentType)
    {
        await using var upstream = await FakeUpstream.StartAsync(_ => UpstreamAnswer.Json("{}"));
        await using var gateway = await RunningGateway.StartAsync(Models(upstream.Endpoint));
        using var content = new ByteArrayContent(new byte[32 * Megabyte + 1]) { Headers = { ContentType = MediaTypeHeaderValue.Parse(contentType) } };
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = content, Headers = { ExpectContinue = true } };

        using var response = await gateway.Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
    }

    // The body has no end, so the test ends only if the form is refused while it arrives.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Fields_that_are_too_long_are_refused_while_they_arrive(bool isOneField)
    {
        const string Field = $"--{ApiRequest.Boundary}\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n";
        await using var body = new EndlessStream(Encoding.UTF8.GetBytes(Field), Encoding.UTF8.GetBytes(isOneField ? new string('x', 1000) : $"\r\n{Field}"));
        await using var file = SpooledForm.CreateFile();

        var refusal = await Assert.ThrowsAsync<BadRequestException>(() => SpooledForm.ReadAsync(body, file, ApiRequest.Boundary, CancellationToken.None));

        Assert.Equal(413, refusal.Status);
        // The line breaks between the parts do not count.
        Assert.InRange(body.Sent, 32 * Megabyte - 1, 36 * Megabyte);
    }

    [Theory]
    [InlineData("/v1/files", "multipart/form-data; boundary=form-1", "")]
    [InlineData("/v1/files", "multipart/form-data; boundary=form-1", "max_request_size_mb: 41")]
    [InlineData("/openai_passthrough/v1/raw", "application/octet-stream", "")]
    [InlineData("/v1/chat/completions", "application/json", "max_request_size_mb: 41")]
    public async Task A_request_below_the_limit_passes(string path, string contentType, string setting)
    {
        await using var provider = await UploadReceiver.StartAsync();
        await using var gateway = await RunningGateway.StartAsync(Models(provider.Endpoint, setting));
        var text = new string('x', 40 * Megabyte);
        using var content = new StringContent(contentType[0] == 'm' ? Head + text + Tail : $$"""{"model":"gpt","x":"{{text}}"}""");
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);

        using var response = await gateway.Client.PostAsync(new Uri(path, UriKind.Relative), content);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.True(provider.Received > 40 * Megabyte);
    }

    [Fact]
    public async Task A_caller_that_breaks_off_its_upload_ends_the_providers_call_and_is_no_failure_of_the_provider()
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        await using var provider = await UploadReceiver.StartAsync();
        await using var gateway = await RunningGateway.StartAsync(
            Models(provider.Endpoint) + "litellm_settings: { callbacks: [otel] }", $"--OTEL_EXPORTER_OTLP_ENDPOINT={receiver.Endpoint}", "--OTEL_BSP_SCHEDULE_DELAY=5");
        using var stop = new CancellationTokenSource();
        using var upload = new Upload(async stream =>
        {
            await stream.WriteAsync(Encoding.UTF8.GetBytes(Head + new string('x', 4 * Megabyte)));
            await stream.FlushAsync();
            await Task.Delay(Timeout.Infinite, stop.Token);
        });
        upload.Headers.ContentType = MediaTypeHeaderValue.Parse($"multipart/form-data; boundary={ApiRequest.Boundary}");

        var sending = gateway.Client.PostAsync(new Uri("/v1/files", UriKind.Relative), upload, stop.Token);
        await provider.WaitForBytesAsync(2 * Megabyte);
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
        Assert.False(await provider.WaitForEndAsync());
        var root = Assert.Single(await receiver.WaitForRootAsync(), span => span.Kind == ReceivedSpanKind.Server);
        Assert.Equal("cancelled", root.Attributes["litellm.outcome"]);
    }

    private static async Task WriteAsync(Stream stream, IncrementalHash hash, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        hash.AppendData(bytes);
        await stream.WriteAsync(bytes);
    }

    private static string Models(Uri provider, string setting = "") => $$"""
        model_list:
          - { model_name: gpt, litellm_params: { model: openai/gpt-4.1, api_base: '{{provider}}v1', api_key: k } }
          - { model_name: claude, litellm_params: { model: anthropic/c, api_base: '{{provider}}', api_key: k } }
        general_settings: { {{TestConfiguration.Open}}{{(setting.Length > 0 ? ", " + setting : "")}} }

        """;

    private sealed class EndlessStream(byte[] start, byte[] repeated) : ForwardStream
    {
        private ReadOnlyMemory<byte> _next = start;

        public long Sent { get; private set; }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (Sent > 200 * Megabyte)
            {
                throw new IOException("The form was not refused.");
            }

            _next = _next.IsEmpty ? repeated : _next;
            var count = Math.Min(buffer.Length, _next.Length);
            _next[..count].CopyTo(buffer);
            _next = _next[count..];
            Sent += count;
            return new(count);
        }
    }

    private sealed class Upload(Func<Stream, Task> write) : HttpContent
    {
        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => write(stream);

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
