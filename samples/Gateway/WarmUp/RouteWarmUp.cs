using System.Text;

namespace TracedLlm.Samples.Gateway;

/// <summary>
/// Serves requests of each common API before the port is open, so that the first callers do not wait for what the runtime loads and
/// compiles at the first request. A second gateway in this process serves them: it has a simulated provider, no network, no setting of
/// the real one, and its spans end with it. It is gone before the real gateway is built, so that no backend and no count has them.
/// </summary>
internal static class RouteWarmUp
{
    /// <summary>A gateway starts without the rest after this time.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    private const string Key = "sk-warm-up";

    private const string File = $$"""
        model_list: [{ model_name: demo, litellm_params: { model: simulated/demo } }]
        litellm_settings: { callbacks: [console] }
        general_settings: { master_key: {{Key}} }
        """;

    private const string Messages = """ "messages":[{"role":"user","content":"Hello!"}] """;

    /// <summary>The requests.</summary>
    public static IReadOnlyList<(string Path, string Body)> Requests { get; } =
    [
        ("/v1/chat/completions", $$"""{"model":"demo","metadata":{"session_id":"s"},{{Messages}} }"""),
        ("/v1/chat/completions", $$"""{"model":"demo",{{Messages}},"stream":true}"""),
        ("/v1/messages", $$"""{"model":"demo","max_tokens":9,{{Messages}} }"""),
        ("/v1/messages", $$"""{"model":"demo","max_tokens":9,{{Messages}},"stream":true}"""),
        ("/v1/responses", """{"model":"demo","input":"Hello!"}"""),
        ("/v1/responses", """{"model":"demo","input":"Hello!","stream":true}"""),
        ("/v1/embeddings", """{"model":"demo","input":"Hello!"}"""),
        ("/v1beta/models/demo:generateContent", """{"contents":[{"parts":[{"text":"Hello!"}]}]}"""),
    ];

    /// <summary>Serves the requests.</summary>
    /// <param name="extent">How often.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    /// <returns>The statuses of those that were served in time.</returns>
    public static async Task<IReadOnlyList<int>> RunAsync(WarmUpExtent extent, TimeProvider time, CancellationToken cancellationToken)
    {
        var statuses = new List<int>();
        using var bound = new TimeLimit(time, cancellationToken);
        bound.Start(Longest);
        try
        {
            using var server = new InProcessServer();
            await using var app = GatewayApplication.CreateWithoutNetwork(ConfigurationReader.Read(File, nameof(RouteWarmUp), static _ => null), server);
            await app.StartAsync(bound.Token);
            for (var stage = 0; stage < extent.Stages; stage++)
            {
                for (var call = 0; call < extent.Calls; call++)
                {
                    foreach (var (path, body) in Requests)
                    {
                        statuses.Add(await server.PostAsync(path, Encoding.UTF8.GetBytes(body), Key, bound.Token));
                    }
                }

                if (extent.Calls > 1)
                {
                    await TieredJit.SettleAsync(time, bound.Token);
                }
            }

            await app.StopAsync(bound.Token);
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            // Out of time, or an error that the real gateway names when it starts. Without the rest the first callers wait.
        }

        return statuses;
    }
}
