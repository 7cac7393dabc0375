using System.Net;
using Microsoft.AspNetCore.Routing;
using TracedLlm.Samples.Gateway.Tests.Hosting;
using TracedLlm.Testing.Snapshots;
using TracedLlm.Testing.Upstreams;

namespace TracedLlm.Samples.Gateway.Tests.Apis;

/// <summary>Each API through the gateway: the request that the provider receives and the tree that a backend receives.</summary>
public sealed class EveryApiTests
{
    private static readonly string[] Transport = ["host", "content-length", "accept"];

    public static TheoryData<string> Names => [.. ApiRequest.All.Select(request => request.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Provider_and_backend_receive_the_expected_data(string name)
    {
        var api = ApiRequest.All.Single(request => request.Name == name);
        await using var gateway = await TracedGateway.StartAsync(_ => api.Answer);

        using var response = await gateway.SendAsync(api.Method, api.Path, api.ContentType, api.Body);
        await response.Content.ReadAsByteArrayAsync();

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var request = Assert.Single(gateway.Upstream.Requests);
        Snapshot.Match($"{Received(request)}\n\n{await gateway.TreeAsync()}", name);
    }

    [Fact]
    public async Task Every_row_of_the_table_of_APIs_is_served()
    {
        await using var gateway = await RunningGateway.StartAsync("model_list: [{ model_name: demo, litellm_params: { model: simulated/demo } }]");
        var served = gateway.Routes.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<TracedLlmRouteAttribute>() is not null)
            .SelectMany(endpoint => endpoint.Metadata.GetRequiredMetadata<HttpMethodMetadata>().HttpMethods.Select(method => $"{method} {WithoutNames(endpoint.RoutePattern.RawText!)}"))
            .ToHashSet(StringComparer.Ordinal);

        var missing = LlmApiRows.All.Where(row => !served.Contains($"{row.Method} /v1/{row.Pattern}") && !served.Contains($"{row.Method} /{row.Pattern}"));

        Assert.True(LlmApiRows.All.Count > 100);
        Assert.Empty(missing);
    }

    [Theory]
    [InlineData("/v1/files", "No configured provider serves the files API. Add a model of one of these providers to model_list: azure, custom_openai, groq, litellm_proxy, openai, simulated.")]
    [InlineData("/gemini/v1beta/models", "The provider of /gemini is not configured. Add one of its models to model_list, for example model: gemini/NAME.")]
    public async Task The_error_of_an_API_without_a_provider_names_the_missing_configuration(string path, string reason)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await RunningGateway.StartAsync(
            $"model_list: [{{ model_name: claude, litellm_params: {{ model: anthropic/claude, api_base: '{upstream.Endpoint}' }} }}]");

        using var response = await gateway.SendAsync(HttpMethod.Get, path, "", null);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains(reason, await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_API_is_served_without_a_key()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await RunningGateway.StartAsync($$"""
            model_list: [{ model_name: gpt, litellm_params: { model: openai/gpt, api_base: '{{upstream.Endpoint}}', api_key: k } }]
            general_settings: { master_key: sk-1 }
            """);

        await Assert.AllAsync(ApiRequest.All, async api =>
        {
            using var response = await gateway.SendAsync(api.Method, api.Path, api.ContentType, api.Body);

            Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        });
        Assert.Empty(upstream.Requests);
    }

    private static string Received(RecordedRequest request) => string.Join('\n',
    [
        request.ToString(),
        .. request.Headers.Where(header => !Transport.Contains(header.Key.ToLowerInvariant())).OrderBy(header => header.Key, StringComparer.OrdinalIgnoreCase).Select(header => $"{header.Key}: {header.Value}"),
        request.Body.Replace("\r", "", StringComparison.Ordinal),
    ]).TrimEnd('\n');

    private static string WithoutNames(string pattern) => LlmApiRows.ParameterNames().Replace(pattern.TrimStart('/'), match => match.Value switch
    {
        "{model}" => "{model}",
        "{**path}" => "{**}",
        _ => "{}",
    }).Insert(0, "/");
}
