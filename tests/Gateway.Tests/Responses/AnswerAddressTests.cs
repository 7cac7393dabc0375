using System.Net;
using System.Text.Json;
using TracedLlm.Samples.Gateway.Tests.Hosting;
using TracedLlm.Testing.Upstreams;

namespace TracedLlm.Samples.Gateway.Tests.Responses;

/// <summary>A client follows the addresses in an answer with its key, which only the gateway may receive.</summary>
public sealed class AnswerAddressTests
{
    private const string Results = """{"custom_id":"1","result":{"type":"succeeded"}}""";

    [Theory]
    [InlineData("/v1/messages/batches/b", true)]
    [InlineData("/v1/messages/batches/b", false)]
    [InlineData("/anthropic/v1/messages/batches/b", true)]
    [InlineData("/anthropic/v1/messages/batches/b", false)]
    public async Task The_results_of_a_batch_are_fetched_from_the_gateway(string path, bool isProvidersHost)
    {
        await using var other = await FakeUpstream.StartAsync(_ => UpstreamAnswer.Json("{}"));
        FakeUpstream? provider = null;
        await using var upstream = await FakeUpstream.StartAsync(request => request.Path.EndsWith("/results", StringComparison.Ordinal)
            ? UpstreamAnswer.Body(Results, "application/x-jsonl")
            : UpstreamAnswer.Json(Batch($"{(isProvidersHost ? provider : other)!.Endpoint}v1/messages/batches/b/results")));
        provider = upstream;
        await using var gateway = await RunningGateway.StartAsync(Models(upstream));

        using var batch = await gateway.SendAsync(HttpMethod.Get, path, "", null, ("x-api-key", "sk-caller"));
        var body = await batch.Content.ReadAsStringAsync();
        using var document = JsonDocument.Parse(body);
        var address = document.RootElement.GetProperty("results_url").GetString();
        using var results = await gateway.SendAsync(HttpMethod.Get, address!, "", null, ("x-api-key", "sk-caller"));

        Assert.Equal($"{gateway.Endpoint}{path[1..]}/results", address);
        Assert.Equal(Batch(address!), body);
        Assert.Equal(Results, await results.Content.ReadAsStringAsync());
        Assert.Equal(["sk-provider", "sk-provider"], upstream.Requests.Select(request => request.Headers["x-api-key"]));
        Assert.Empty(other.Requests);
    }

    [Fact]
    public async Task A_list_of_batches_has_the_gateways_addresses_and_an_address_that_it_does_not_serve_is_empty()
    {
        await using var upstream = await FakeUpstream.StartAsync(_ => UpstreamAnswer.Json(
            """{"data":[{"results_url":"https://api.anthropic.com/v1/messages/batches/a/results"},{"results_url":null},{"results_url":"https://storage.example/a"}],"has_more" : false}"""));
        await using var gateway = await RunningGateway.StartAsync(Models(upstream));

        using var response = await gateway.SendAsync(HttpMethod.Get, "/v1/messages/batches", "", null, ("x-api-key", "sk-caller"));

        Assert.Equal(
            $$"""{"data":[{"results_url":"{{gateway.Endpoint}}v1/messages/batches/a/results"},{"results_url":null},{"results_url":""}],"has_more":false}""",
            await response.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("/gemini/v1beta/files/f", "downloadUri", "v1beta/files/f:download?alt=media&key=secret", "gemini/v1beta/files/f:download?alt=media")]
    [InlineData("/azure/openai/files", "nextLink", "openai/files?after=1", "azure/openai/files?after=1")]
    public async Task Other_addresses_lead_to_the_gateway(string path, string field, string address, string expected)
    {
        FakeUpstream? provider = null;
        await using var upstream = await FakeUpstream.StartAsync(_ => UpstreamAnswer.Json($$"""{"{{field}}":"{{provider!.Endpoint}}{{address}}"}"""));
        provider = upstream;
        await using var gateway = await RunningGateway.StartAsync(Models(upstream));

        using var response = await gateway.SendAsync(HttpMethod.Get, path, "", null, ("x-api-key", "sk-caller"));

        Assert.Equal($$"""{"{{field}}":"{{gateway.Endpoint}}{{expected}}"}""", await response.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("PROVIDERopenai/files?api-version=2024-10-21&after=1&key=secret", "openai/files?api-version=2024-10-21&after=1")]
    [InlineData("https://resource.openai.azure.com/openai/files?api-version=2024-10-21&after=1", "openai/files?api-version=2024-10-21&after=1")]
    [InlineData("/openai/files?after=1", "openai/files?after=1")]
    [InlineData("PROVIDERopenai/deployments/own-name/files?after=1", null)]
    [InlineData("https://storage.example.com/files?after=1", null)]
    public async Task The_next_page_of_Azures_dated_API_leads_to_the_gateway(string address, string? expected)
    {
        FakeUpstream? provider = null;
        await using var upstream = await FakeUpstream.StartAsync(request => UpstreamAnswer.Json(
            request.Path.Contains("after=1", StringComparison.Ordinal) ? """{"data":[]}""" : $$"""{"nextLink":"{{address.Replace("PROVIDER", provider!.Endpoint.AbsoluteUri, StringComparison.Ordinal)}}"}"""));
        provider = upstream;
        await using var gateway = await RunningGateway.StartAsync(
            $"{{ model_list: [{{ model_name: gpt, litellm_params: {{ model: azure/own-name, api_base: '{upstream.Endpoint}', api_version: '2024-10-21', api_key: sk-provider }} }}], general_settings: {{ master_key: sk-caller }} }}");

        using var page = await gateway.SendAsync(HttpMethod.Get, "/openai/files?api-version=2024-10-21", "", null, ("api-key", "sk-caller"));

        Assert.Equal($$"""{"nextLink":"{{(expected is null ? "" : gateway.Endpoint + expected)}}"}""", await page.Content.ReadAsStringAsync());
        if (expected is not null)
        {
            using var next = await gateway.SendAsync(HttpMethod.Get, "/" + expected, "", null, ("api-key", "sk-caller"));
            Assert.Equal("""{"data":[]}""", await next.Content.ReadAsStringAsync());
            Assert.StartsWith("/openai/files?", upstream.Requests[^1].Path, StringComparison.Ordinal);
            Assert.EndsWith("api-version=2024-10-21", upstream.Requests[^1].Path, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task AssemblyAIs_pages_and_transcripts_are_fetched_from_the_gateway(bool isProvidersHost)
    {
        await using var other = await FakeUpstream.StartAsync(_ => UpstreamAnswer.Json("{}"));
        FakeUpstream? provider = null;
        await using var upstream = await FakeUpstream.StartAsync(request => UpstreamAnswer.Json(request.Path == "/v2/transcript"
            ? Transcripts($"{(isProvidersHost ? provider : other)!.Endpoint}v2/")
            : "{}"));
        provider = upstream;
        await using var gateway = await RunningGateway.StartAsync(
            $"{{ model_list: [{{ model_name: a, litellm_params: {{ model: assemblyai/x, api_base: '{upstream.Endpoint}', api_key: sk-provider }} }}], general_settings: {{ master_key: sk-caller }} }}");

        using var list = await gateway.SendAsync(HttpMethod.Get, "/assemblyai/v2/transcript", "", null, ("Authorization", "Bearer sk-caller"));
        var body = await list.Content.ReadAsStringAsync();
        using var document = JsonDocument.Parse(body);
        using var next = await gateway.SendAsync(
            HttpMethod.Get, document.RootElement.GetProperty("page_details").GetProperty("next_url").GetString()!, "", null, ("Authorization", "Bearer sk-caller"));
        using var transcript = await gateway.SendAsync(
            HttpMethod.Get, document.RootElement.GetProperty("transcripts")[0].GetProperty("resource_url").GetString()!, "", null, ("Authorization", "Bearer sk-caller"));

        Assert.Equal(Transcripts($"{gateway.Endpoint}assemblyai/v2/"), body);
        Assert.Equal(["/v2/transcript", "/v2/transcript?after_id=1", "/v2/transcript/1"], upstream.Requests.Select(request => request.Path));
        Assert.All(upstream.Requests, request => Assert.Equal("sk-provider", request.Headers["Authorization"]));
        Assert.Empty(other.Requests);
    }

    [Theory]
    [InlineData("https://gateway.example.com", "https://gateway.example.com/v1/messages/batches/b/results")]
    [InlineData("https://example.com/llm/", "https://example.com/llm/v1/messages/batches/b/results")]
    public async Task Behind_a_proxy_the_addresses_begin_with_the_public_address(string publicAddress, string expected)
    {
        await using var upstream = await FakeUpstream.StartAsync(_ => UpstreamAnswer.Json(
            Batch("https://api.anthropic.com/v1/messages/batches/b/results"), 200, new Dictionary<string, string> { ["Location"] = "/v1/messages/batches/b/results" }));
        await using var gateway = await RunningGateway.StartAsync(
            Models(upstream).Replace("{ master_key: sk-caller }", $"{{ master_key: sk-caller, proxy_base_url: '{publicAddress}' }}", StringComparison.Ordinal));

        using var response = await gateway.SendAsync(HttpMethod.Get, "/v1/messages/batches/b", "", null, ("x-api-key", "sk-caller"));

        Assert.Equal(Batch(expected), await response.Content.ReadAsStringAsync());
        Assert.Equal(expected, response.Headers.Location?.OriginalString);
    }

    [Theory]
    [InlineData("Location", "/v1/realtime/calls/rtc_1", "azure/v1/realtime/calls/rtc_1")]
    [InlineData("Operation-Location", "PROVIDERopenai/operations/1?api-version=2", "azure/openai/operations/1?api-version=2")]
    [InlineData("Azure-AsyncOperation", "https://other.example/operations/1", null)]
    [InlineData("Azure-AsyncOperation", "//other.example/operations/1", null)]
    [InlineData("Location", "https://other.example/openai/v1/files/1", "azure/openai/v1/files/1")]
    [InlineData("x-goog-upload-url", "PROVIDERupload/v1beta/files?upload_id=1", "azure/upload/v1beta/files?upload_id=1")]
    public async Task Addresses_in_headers_lead_to_the_gateway(string header, string address, string? expected)
    {
        FakeUpstream? provider = null;
        await using var upstream = await FakeUpstream.StartAsync(_ => UpstreamAnswer.Json(
            "{}", 202, new Dictionary<string, string> { [header] = address.Replace("PROVIDER", provider!.Endpoint.AbsoluteUri, StringComparison.Ordinal) }));
        provider = upstream;
        await using var gateway = await RunningGateway.StartAsync(Models(upstream));

        using var response = await gateway.PostAsync("/azure/openai/images", "{}", ("api-key", "sk-caller"));

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal(expected is null ? null : gateway.Endpoint + expected, response.Headers.TryGetValues(header, out var values) ? Assert.Single(values) : null);
    }

    [Theory]
    [InlineData("/v1/realtime/calls/rtc_1", "v1/realtime/calls/rtc_1")]
    [InlineData("realtime/calls/rtc_1", null)]
    [InlineData("https://api.openai.com/v1/realtime/calls/rtc_1", null)]
    public async Task The_location_of_a_call_is_at_the_gateway(string location, string? expected)
    {
        await using var upstream = await FakeUpstream.StartAsync(_ => UpstreamAnswer.Body("v=0", "application/sdp", 201, new Dictionary<string, string> { ["Location"] = location }));
        await using var gateway = await RunningGateway.StartAsync(
            $"model_list: [{{ model_name: gpt, litellm_params: {{ model: openai/gpt, api_base: '{upstream.Endpoint}v1', api_key: k }} }}]");

        using var response = await gateway.SendAsync(HttpMethod.Post, "/v1/realtime/calls", "application/sdp", "v=0");

        var received = response.Headers.NonValidated.TryGetValues("Location", out var values) ? values.ToString() : null;
        Assert.Equal(location.StartsWith("realtime", StringComparison.Ordinal) ? location : expected is null ? null : gateway.Endpoint + expected, received);
    }

    [Theory]
    [InlineData("/v1/messages", """{"content":[{"text":"https://api.anthropic.com/v1/messages/batches/b/results"}],"results_url" :"https://api.anthropic.com/v1/x"}""")]
    [InlineData("/anthropic/v1/messages", """{"results_url" :"https://api.anthropic.com/v1/x"}""")]
    public async Task Text_of_a_model_stays_as_it_is(string path, string answer)
    {
        await using var upstream = await FakeUpstream.StartAsync(_ => UpstreamAnswer.Json(answer));
        await using var gateway = await RunningGateway.StartAsync(Models(upstream));

        using var response = await gateway.PostAsync(path, """{"model":"claude","messages":[]}""", ("x-api-key", "sk-caller"));

        Assert.Equal(answer, await response.Content.ReadAsStringAsync());
    }

    // The audio's address is the caller's own.
    private static string Transcripts(string address) =>
        $$"""{"page_details":{"limit":1,"current_url":"{{address}}transcript?limit=1","prev_url":null,"next_url":"{{address}}transcript?after_id=1"},"transcripts":[{"id":"1","resource_url":"{{address}}transcript/1","audio_url":"https://audio.example/1.mp3"}]}""";

    private static string Batch(string results) => $$"""{"id":"b","type":"message_batch","results_url":"{{results}}","x" : 1.0}""".Replace(" : ", ":", StringComparison.Ordinal);

    private static string Models(FakeUpstream upstream) => $$"""
        model_list:
          - { model_name: claude, litellm_params: { model: anthropic/c, api_base: '{{upstream.Endpoint}}', api_key: sk-provider } }
          - { model_name: flash, litellm_params: { model: gemini/g, api_base: '{{upstream.Endpoint}}', api_key: sk-provider } }
          - { model_name: gpt, litellm_params: { model: azure/gpt, api_base: '{{upstream.Endpoint}}', api_key: sk-provider } }
        general_settings: { master_key: sk-caller }
        """;
}
