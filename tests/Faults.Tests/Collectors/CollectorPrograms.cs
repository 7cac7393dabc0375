namespace TracedLlm.Faults.Tests.Collectors;

/// <summary>The OpenTelemetry Collectors (contrib) of this machine.</summary>
internal static class CollectorPrograms
{
    private const string BalancerVariable = "OTELCOL_BALANCER";
    private const string SamplerVariable = "OTELCOL_SAMPLER";

    /// <summary>The program that runs <c>deploy/balancer.yaml</c>.</summary>
    public static string Balancer => Environment.GetEnvironmentVariable(BalancerVariable)!;

    /// <summary>The program that runs <c>deploy/sampler.yaml</c>.</summary>
    public static string Sampler => Environment.GetEnvironmentVariable(SamplerVariable)!;

    /// <summary>Why <c>deploy/</c> cannot be run here; <see langword="null"/> if it can.</summary>
    public static string? Missing { get; } = File.Exists(Balancer) && File.Exists(Sampler)
        ? null
        : $"deploy/ is not run: {BalancerVariable} and {SamplerVariable} do not name OpenTelemetry Collectors on this machine.";
}
