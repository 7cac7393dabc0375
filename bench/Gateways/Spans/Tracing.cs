using System.Diagnostics;

namespace TracedLlm.Bench.Gateways;

/// <summary>A listener that takes every span and does nothing with it.</summary>
internal static class Tracing
{
    private static readonly ActivityListener Listener = new()
    {
        ShouldListenTo = static source => source.Name == ConstantSpans.SourceName,
        Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
    };

    public static void Add(WebApplicationBuilder builder) => ActivitySource.AddActivityListener(Listener);

    public static void Use(WebApplication app) => app.Use(static async (http, next) =>
    {
        var outer = Activity.Current;
        Activity.Current = null;
        using (ConstantSpans.StartRoot())
        {
            await next(http);
        }

        Activity.Current = outer;
    });
}
