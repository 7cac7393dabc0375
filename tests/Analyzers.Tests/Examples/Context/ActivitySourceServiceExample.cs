using TracedLlm.Analyzers.Context;
using TracedLlm.CodeFixes.Context;

namespace TracedLlm.Analyzers.Tests.Examples.Context;

/// <summary>TLM4001, <see cref="ActivitySourceService"/> and <see cref="ActivitySourceServiceFix"/>.</summary>
public class ActivitySourceServiceExample : FixExample<ActivitySourceService, ActivitySourceServiceFix>
{
    /// <inheritdoc/>
    protected override string Wrong => """
        using System.Diagnostics;

        var builder = WebApplication.CreateBuilder(args);
        {|TLM4001:builder.Services.AddSingleton(new ActivitySource("my-gateway"))|};
        var app = builder.Build();
        app.UseTracedLlm();
        app.MapPost("/v1/messages", [TracedLlmRoute] () => Results.Ok());
        app.Run();
        """;

    /// <inheritdoc/>
    protected override string Right => """
        using System.Diagnostics;

        var builder = WebApplication.CreateBuilder(args);
        builder.Services.AddKeyedSingleton("my-gateway", new ActivitySource("my-gateway"));
        var app = builder.Build();
        app.UseTracedLlm();
        app.MapPost("/v1/messages", [TracedLlmRoute] () => Results.Ok());
        app.Run();
        """;
}
