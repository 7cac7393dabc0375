using OpenTelemetry.Trace;

namespace TracedLlm.Export;

/// <summary>A backend that spans can be sent to: the names it is configured under, and how it joins the pipeline.</summary>
/// <param name="Names">What <c>TracedLlm:Callbacks</c> calls it; LiteLLM's names are among them.</param>
/// <param name="Add">Adds its exporter.</param>
internal sealed record Backend(string[] Names, Action<TracerProviderBuilder, BackendContext> Add)
{
    private static readonly Backend[] Table =
    [
        new(["otel", "otlp"], OtlpBackend.Add),
        new(["console"], ConsoleBackend.Add),
    ];

    /// <summary>Every name that can be configured.</summary>
    public static IEnumerable<string> AllNames => Table.SelectMany(backend => backend.Names);

    /// <summary>The backend called <paramref name="name"/>.</summary>
    /// <exception cref="InvalidOperationException">There is none; the message names those that there are.</exception>
    public static Backend Named(string name) =>
        Array.Find(Table, backend => backend.Names.Contains(name, StringComparer.OrdinalIgnoreCase))
        ?? throw new InvalidOperationException($"TracedLlm:Callbacks has '{name}'; allowed are {string.Join(", ", AllNames)}.");
}
