using System.Net.Http.Json;
using TracedLlm.Testing.Processes;

namespace TracedLlm.Delivery.Tests.Gateways;

/// <summary>The sample gateway as a process, with the test's configuration.</summary>
internal static class GatewayFile
{
    // A process that serves a hundred requests does not earn back what the warm-up and a second compilation cost. The runtime reads
    // hexadecimal numbers: an hour, as in the project file.
    private static readonly (string Name, string Value)[] OfShortLife = [("GATEWAY_WARM_UP", "false"), ("DOTNET_TieredPGO", "0"), ("DOTNET_TC_CallCountingDelayMs", "36EE80")];

    public static async Task<ServerProcess> StartAsync(string directory, string yaml, params (string Name, string Value)[] environment)
    {
        var file = Path.Combine(directory, "gateway.yaml");
        await File.WriteAllTextAsync(file, yaml);
        return await ServerProcess.StartAsync(
            Path.Combine(AppContext.BaseDirectory, "gateway.dll"),
            ["--config", file, "--urls", "http://127.0.0.1:0"],
            [.. OfShortLife, ("OTEL_BSP_SCHEDULE_DELAY", "50"), .. environment]);
    }

    public static async Task<int> PostAsync(ServerProcess gateway, string path, string key, object body, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(path, UriKind.Relative)) { Content = JsonContent.Create(body) };
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {key}");
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await gateway.Client.SendAsync(request);
        await response.Content.ReadAsByteArrayAsync();
        return (int)response.StatusCode;
    }
}
