using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using TracedLlm.Samples.Gateway.Tests.Deploy;
using TracedLlm.Samples.Gateway.Tests.Hosting;

namespace TracedLlm.Samples.Gateway.Tests.Configuration;

/// <summary>Files as users of LiteLLM have them: each starts and does what it says, or says in one line what the gateway lacks.</summary>
public sealed class LiteLlmFileTests
{
    private const string Message = """[{"role":"user","content":"Hello"}]""";

    private static readonly string Folder = DeployedFile.PathOf("tests/Gateway.Tests/Configuration/LiteLlmFiles");

    // The fields of a request besides its model, by the end of its path.
    private static readonly (string Tail, string Fields)[] Bodies =
    [
        ("/chat/completions", $$"""{"messages":{{Message}}}"""),
        ("/completions", """{"prompt":"Hello"}"""),
        ("/messages", $$"""{"max_tokens":10,"messages":{{Message}}}"""),
        ("/count_tokens", $$"""{"messages":{{Message}}}"""),
        ("/api/chat", $$"""{"stream":false,"messages":{{Message}}}"""),
        (":generateContent", """{"contents":[{"parts":[{"text":"Hello"}]}]}"""),
        ("/converse", """{"messages":[{"role":"user","content":[{"text":"Hello"}]}]}"""),
        ("/invoke", $$"""{"anthropic_version":"bedrock-2023-05-31","max_tokens":10,"messages":{{Message}}}"""),
        ("/rerank", """{"query":"Hello","documents":["Hello"]}"""),
        ("/images/generations", """{"prompt":"Hello"}"""),
        ("/audio/speech", """{"input":"Hello","voice":"alloy"}"""),
        ("", """{"input":"Hello"}"""),
    ];

    public static TheoryData<string> Files => [.. Directory.GetFiles(Folder).Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Files))]
    public async Task It_does_what_it_says(string name)
    {
        var file = new LiteLlmFile(await File.ReadAllTextAsync(Path.Combine(Folder, $"{name}.yaml")));

        if (file.Stop is { } stop)
        {
            Assert.StartsWith(stop, Assert.Throws<ConfigurationException>(() => Read(file)).Message, StringComparison.Ordinal);
            return;
        }

        var configuration = Read(file);

        // The first warning is a block of lines.
        var warnings = configuration.Warnings.SelectMany(static warning => warning.Split("\n  ")).Where(static line => !line.EndsWith("docs/litellm.md:", StringComparison.Ordinal)).ToList();
        Assert.Equal(file.Warnings.Count, warnings.Count);
        Assert.All(file.Warnings, expected => Assert.Single(warnings, warning => warning.Contains(expected, StringComparison.Ordinal)));
        Assert.Equal(
            file.Requests.Select(request => $"{request.Path} {request.Model} -> {request.Expected}"),
            await SendAsync(file, configuration));
    }

    private static GatewayConfiguration Read(LiteLlmFile file) => ConfigurationReader.Read(
        TestConfiguration.From(file.Yaml), "config.yaml", variable => file.Environment.FirstOrDefault(pair => pair.Name == variable).Value);

    private static async Task<List<string>> SendAsync(LiteLlmFile file, GatewayConfiguration configuration)
    {
        using var provider = new RecordingProvider();
        await using var gateway = await RunningGateway.StartAsync(
            configuration,
            services => services.AddHttpClient(ProviderClient.HttpClientName).ConfigurePrimaryHttpMessageHandler(() => provider),
            ["--OTEL_SDK_DISABLED=true", .. file.Environment.Select(variable => $"--{variable.Name}={variable.Value}")]);
        var results = new List<string>();
        foreach (var (path, model, _) in file.Requests)
        {
            provider.Last = null;
            using var response = await gateway.PostAsync(path, BodyFor(path, model), file.Key is null ? [] : [("Authorization", $"Bearer {file.Key}")]);
            results.Add($"{path} {model} -> {(response.IsSuccessStatusCode ? provider.Last ?? "cache" : ((int)response.StatusCode).ToString(CultureInfo.InvariantCulture))}");
        }

        return results;
    }

    private static string BodyFor(string path, string? model)
    {
        var body = JsonNode.Parse(Bodies.First(body => path.Split('?')[0].EndsWith(body.Tail, StringComparison.Ordinal)).Fields)!.AsObject();
        if (model is not null)
        {
            body["model"] = model;
        }

        return body.ToJsonString();
    }
}
