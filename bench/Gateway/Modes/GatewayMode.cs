namespace TracedLlm.Bench.Gateway.Modes;

/// <summary>A gateway with its settings.</summary>
/// <param name="Name">The name in options, tables and files.</param>
/// <param name="Meaning">What is measured.</param>
/// <param name="Project">The folder of the gateway's project.</param>
/// <param name="Assembly">The name of its assembly.</param>
/// <param name="Baseline">The name of the mode without tracing that it is compared with.</param>
/// <param name="Share">The part of its requests whose spans the sink must receive.</param>
/// <param name="Settings">Environment variables; <c>{sink}</c> is the address of the mode at the sink.</param>
internal sealed record GatewayMode(string Name, string Meaning, string Project, string Assembly, string Baseline, double Share, IReadOnlyDictionary<string, string> Settings)
{
    /// <summary>The sample gateway's <c>global_max_parallel_requests</c>; <see langword="null"/> for its default.</summary>
    public int? MostRequests { get; init; }

    /// <summary>Whether it is the sample gateway, which has a file instead of variables.</summary>
    public bool IsSample => Assembly == GatewayModes.SampleAssembly;
}
