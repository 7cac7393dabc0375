namespace TracedLlm.Bench.Gateways;

/// <summary>No tracing.</summary>
internal static class Tracing
{
    public static void Add(WebApplicationBuilder builder) => ArgumentNullException.ThrowIfNull(builder);

    public static void Use(WebApplication app) => ArgumentNullException.ThrowIfNull(app);
}
