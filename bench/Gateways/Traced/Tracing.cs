namespace TracedLlm.Bench.Gateways;

/// <summary>Tracing by the library. Settings come from the environment.</summary>
internal static class Tracing
{
    public static void Add(WebApplicationBuilder builder)
    {
        builder.Services.AddTracedLlm(builder.Configuration);
        builder.Services.AddTracedLlmExport(builder.Configuration);
    }

    public static void Use(WebApplication app)
    {
        app.UseTracedLlm();
        if (app.Environment.IsDevelopment())
        {
            app.MapTracedLlmViewer();
        }
    }
}
