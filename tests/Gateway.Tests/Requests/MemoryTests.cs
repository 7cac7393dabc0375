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

/// <summary>How much memory the gateway's process needs for a large body.</summary>
public sealed class MemoryTests
{
    private const int Megabyte = 1024 * 1024;

    // What a request needs apart from its body: buffers of the connections, and the runtime's own memory.
    private const long Other = 2 * Megabyte;

    [LinuxTheory]
    [InlineData(8, "", false)]
    [InlineData(8, "\"stream\": true, ", false)]
    [InlineData(8, "\"guardrails\": [], \"stream\": true, ", false)]
    [InlineData(32, "", false)]
    [InlineData(32, "\"stream\": true, ", false)]
    [InlineData(8, "", true)]
    public async Task A_chat_needs_two_and_a_half_times_its_body(int megabytes, string fields, bool ofMessages)
    {
        await using var receiver = await OtlpReceiver.StartAsync(checks: TraceChecks.All with { Account = false }); // The spans are another process's.
        await using var provider = await UploadReceiver.StartAsync();
        await using var gateway = await GatewayProcess.StartAsync(Models(provider.Endpoint) + "litellm_settings: { callbacks: [otel] }\n", ("OTEL_EXPORTER_OTLP_ENDPOINT", receiver.Endpoint.ToString()), ("OTEL_BSP_SCHEDULE_DELAY", "20"));
        using var client = new HttpClient { BaseAddress = gateway.Endpoint };
        var body = Chat((megabytes * Megabyte) - 1000, fields, ofMessages);

        // All code is compiled then.
        await PostAsync(client, "/v1/chat/completions", Chat(Megabyte + 1000, fields, ofMessages), "application/json");

        var before = gateway.ResetPeakMemory();
        await PostAsync(client, "/v1/chat/completions", body, "application/json");
        var needed = gateway.ReadPeakMemory() - before;
        await receiver.WaitForRootAsync(2);

        Assert.True(
            needed <= (2.5 * body.Length) + Other,
            string.Create(CultureInfo.InvariantCulture, $"The gateway needed {needed / (double)Megabyte:0.0} MiB, {needed / (double)body.Length:0.00} times the body."));
    }

    [LinuxTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_recording_needs_no_memory_of_its_length(bool modelFirst)
    {
        await using var receiver = await OtlpReceiver.StartAsync(checks: TraceChecks.All with { Account = false }); // The spans are another process's.
        await using var provider = await UploadReceiver.StartAsync();
        await using var gateway = await GatewayProcess.StartAsync(Models(provider.Endpoint) + "litellm_settings: { callbacks: [otel] }\n", ("OTEL_EXPORTER_OTLP_ENDPOINT", receiver.Endpoint.ToString()), ("OTEL_BSP_SCHEDULE_DELAY", "20"));
        using var client = new HttpClient { BaseAddress = gateway.Endpoint };
        var type = $"multipart/form-data; boundary={ApiRequest.Boundary}";
        await PostAsync(client, "/v1/audio/transcriptions", Recording(2 * Megabyte, modelFirst), type);
        var body = Recording(64 * Megabyte, modelFirst);

        var before = gateway.ResetPeakMemory();
        await PostAsync(client, "/v1/audio/transcriptions", body, type);
        var needed = gateway.ReadPeakMemory() - before;
        await receiver.WaitForRootAsync(2);

        // The kernel counts pages of each thread late, so that a small peak may be below the memory that was read before.
        Assert.InRange(needed, long.MinValue, body.Length / 2);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\"stream\": true, ")]
    [InlineData("\"stream\": true, \"stream_options\": {\"x\": \"é\"}, ")]
    [InlineData("\"litellm_metadata\": {\"x\": \"y\"}, ")]
    public async Task A_large_body_reaches_the_provider_as_a_small_one_does(string fields)
    {
        await using var provider = await UploadReceiver.StartAsync();
        await using var gateway = await RunningGateway.StartAsync(Models(provider.Endpoint));
        var (small, large) = ("long", new string('a', 3 * Megabyte) + "\\u00e9 é \\\" ");

        using var answer = await gateway.PostAsync("/v1/chat/completions", Body(fields, large), ("Authorization", "Bearer sk-test"));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        await using var upstream = await FakeUpstream.StartAsync(UpstreamAnswer.Json("{}"));
        await using var other = await RunningGateway.StartAsync(Models(upstream.Endpoint));
        using var same = await other.PostAsync("/v1/chat/completions", Body(fields, small), ("Authorization", "Bearer sk-test"));
        Assert.Equal(HttpStatusCode.OK, same.StatusCode);
        var expected = upstream.Requests.Single().Body.Replace("\"long\"", $"\"{large}\"", StringComparison.Ordinal);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(expected))), provider.Hash);
    }

    [Theory]
    [InlineData("{\"model\": \"gpt\", \"a\": \"TEXT\", \"a\": 1}", "is not valid JSON")]
    [InlineData("{\"model\": \"gpt\", \"a\": \"TEXT\"", "is not valid JSON")]
    [InlineData("{\"model\": \"gpt\", \"a\": \"TEXT\\x\"}", "is not valid JSON")]
    [InlineData("[\"TEXT\"]", "must be a JSON object")]
    [InlineData("{\"a\": \"TEXT\"}", "no 'model'")]
    public async Task A_large_body_with_an_error_is_refused_as_a_small_one(string body, string error)
    {
        await using var provider = await UploadReceiver.StartAsync();
        await using var gateway = await RunningGateway.StartAsync(Models(provider.Endpoint));

        foreach (var length in new[] { 10, 2 * Megabyte })
        {
            using var answer = await gateway.PostAsync(
                "/v1/chat/completions", body.Replace("TEXT", new string('a', length), StringComparison.Ordinal), ("Authorization", "Bearer sk-test"));
            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
            Assert.Contains(error, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
    }

    private static string Body(string fields, string text) =>
        $$"""{ "model": "gpt", {{fields}}"messages": [{"role": "system", "content": "{{text}}"}, {"role": "user", "content": "{{text}}"}], "user": "u"}""";

    private static byte[] Chat(int length, string fields, bool ofMessages)
    {
        var body = new StringBuilder(length).Append("{\"model\": \"gpt\", ").Append(fields).Append("\"messages\": [");
        var text = ofMessages ? 2000 : length;
        do
        {
            body.Append(body[^1] == '[' ? "" : ", ").Append("{\"role\": \"user\", \"content\": \"").Append('x', Math.Min(text, Math.Max(1, length - body.Length))).Append("\"}");
        }
        while (body.Length < length);

        return Encoding.UTF8.GetBytes(body.Append("]}").ToString());
    }

    private static byte[] Recording(int length, bool modelFirst)
    {
        const string Model = $"--{ApiRequest.Boundary}\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\ngpt\r\n";
        var file = $"--{ApiRequest.Boundary}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.wav\"\r\n\r\n{new string('x', length)}\r\n";
        return Encoding.UTF8.GetBytes($"{(modelFirst ? Model + file : file + Model)}--{ApiRequest.Boundary}--\r\n");
    }

    private static string Models(Uri provider) => $$"""
        model_list:
          - { model_name: gpt, litellm_params: { model: openai/gpt-4.1, api_base: '{{provider}}v1', api_key: k } }

        """;

    private static async Task PostAsync(HttpClient client, string path, byte[] body, string type)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = new ByteArrayContent(body) { Headers = { ContentType = MediaTypeHeaderValue.Parse(type) } },
            Headers = { Authorization = new("Bearer", "sk-test") },
        };
        using var answer = await client.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }
}
