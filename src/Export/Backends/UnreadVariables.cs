using TracedLlm.Export.Views.SemanticConventions;

namespace TracedLlm.Export.Backends;

/// <summary>
/// The variables of the specification that protect content or the connection, and that only some backends read. A warning names a
/// variable that a chosen backend does not read: otherwise whole prompts leave, or TLS fails, and nothing names the variable.
/// </summary>
internal static class UnreadVariables
{
    /// <summary>Adds a warning for each variable that is set and that the chosen backends do not read.</summary>
    /// <param name="otlp">The values of the generic backend, which reads them all.</param>
    /// <param name="backends">The chosen backends.</param>
    public static void Warn(BackendValues otlp, IReadOnlyList<ConfiguredBackend> backends)
    {
        var whole = backends.Where(static backend => backend.Endpoint is { View: not SemanticConventionsView }).Select(static backend => backend.Facts.Name).ToList();
        if (whole.Count > 0 && Find(otlp, GenericOtlpBackend.LengthLimit) is { } limit)
        {
            otlp.Warnings.Add($"{limit} has no effect on {string.Join(", ", whole)}: only the view semantic_conventions cuts texts. To send no prompts, set TracedLlm:CaptureContent to false.");
        }

        if (backends.Count == 0 || backends.Any(static backend => backend.Facts == GenericOtlpBackend.Facts || backend.HasStandIn))
        {
            return;
        }

        foreach (var file in GenericOtlpBackend.Files)
        {
            if (Find(otlp, file) is { } variable)
            {
                otlp.Warnings.Add($"{variable} has no effect on {string.Join(", ", backends.Select(static backend => backend.Facts.Name))}: only otel reads it. Add an authority to the system's certificates, or send to a collector with otel.");
            }
        }
    }

    private static string? Find(BackendValues otlp, BackendSetting setting) => otlp.Find(setting, out var source) is null ? null : source;
}
