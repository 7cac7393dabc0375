using System.Net.Http.Headers;
using System.Text;

namespace TracedLlm.Samples.Gateway;

/// <summary>Runs the gateway on a free port, sends it the requests of <see cref="DemoStep.All"/> and prints their traces.</summary>
internal static class GatewayDemo
{
    private const string FileName = "demo.yaml";
    private const int Failed = 3;

    private static readonly string[] OtlpVariables = ["OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"];

    // The page is mapped in development, where it answers this machine.
    private static readonly string[] ViewerArguments = ["--environment", "Development", "--TracedLlm:CaptureContent=true"];

    /// <param name="output">Receives the traces.</param>
    /// <param name="errors">Receives what is not as expected.</param>
    /// <param name="cancellationToken">Ends the demo.</param>
    /// <param name="isViewed">Whether the gateway goes on after the requests, until <paramref name="cancellationToken"/>, and shows the traces on a page.</param>
    /// <returns>0 if every status and every tree is as expected.</returns>
    public static async Task<int> RunAsync(TextWriter output, TextWriter errors, CancellationToken cancellationToken, bool isViewed = false)
    {
        await using var trees = new TraceTrees();
        await using var app = GatewayApplication.Create(ReadConfiguration(), ["--urls", "http://127.0.0.1:0", .. isViewed ? ViewerArguments : []], trees);
        await app.StartAsync(cancellationToken);

        // By default a client continues to read a response for a while after the response was disposed.
        using var handler = new SocketsHttpHandler { ResponseDrainTimeout = TimeSpan.Zero, ActivityHeadersPropagator = null };
        using var client = new HttpClient(handler) { BaseAddress = new Uri(app.Urls.Single()) };
        var surprises = 0;
        foreach (var step in DemoStep.All)
        {
            await output.WriteLineAsync($"── {step.Title}\n   {step.Explanation}");
            var status = await SendAsync(client, step, cancellationToken);
            var tree = await trees.NextAsync(cancellationToken);
            await output.WriteLineAsync(tree.TrimEnd('\n') + "\n");
            if (status != step.Status || !Shows(tree, step.Shown))
            {
                surprises++;
                await errors.WriteLineAsync($"'{step.Title}' failed: the status is {status} (expected: {step.Status}), or the tree lacks one of these texts: {string.Join(", ", step.Shown)}");
            }
        }

        if (isViewed)
        {
            await output.WriteLineAsync($"The traces are at {app.Urls.Single()}/debug/tracedllm until Ctrl+C.");
            await app.WaitForShutdownAsync(cancellationToken);
        }
        else
        {
            await app.StopAsync(cancellationToken);
        }

        return surprises == 0 ? 0 : Failed;
    }

    private static GatewayConfiguration ReadConfiguration()
    {
        using var reader = new StreamReader(typeof(GatewayDemo).Assembly.GetManifestResourceStream(FileName)!);
        var configuration = ConfigurationReader.Read(reader.ReadToEnd(), FileName, Environment.GetEnvironmentVariable);
        return OtlpVariables.Any(name => Environment.GetEnvironmentVariable(name) is { Length: > 0 })
            ? configuration with { Callbacks = ["console", "otlp"] }
            : configuration with { Callbacks = ["console"] };
    }

    private static async Task<int> SendAsync(HttpClient client, DemoStep step, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, step.Path) { Content = new StringContent(step.Body, Encoding.UTF8, "application/json") };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", step.Key);
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        await body.ReadAtLeastAsync(new byte[1], 1, cancellationToken: cancellationToken);
        try
        {
            await (step.HangsUp ? Task.CompletedTask : body.CopyToAsync(Stream.Null, cancellationToken));
        }
        catch (IOException)
        {
            // The gateway breaks off its stream if the provider's stream breaks off. The tree shows it.
        }

        return (int)response.StatusCode;
    }

    private static bool Shows(string tree, string[] texts)
    {
        var from = 0;
        foreach (var text in texts)
        {
            var at = tree.IndexOf(text, from, StringComparison.Ordinal);
            if (at < 0)
            {
                return false;
            }

            from = at + text.Length;
        }

        return true;
    }
}
