namespace TracedLlm.Export;

/// <summary>Settings of the export, read from the section <c>TracedLlm</c> of the configuration and changeable in code.</summary>
public sealed class TracedLlmExportOptions
{
    /// <summary>
    /// Where spans go: <c>otel</c> or <c>otlp</c> (by the standard variables <c>OTEL_EXPORTER_OTLP_*</c>, <c>http/protobuf</c>
    /// by default) and <c>console</c> (trees as text). Setting <c>TracedLlm:Callbacks</c>, a list or names separated by commas.
    /// By default <c>otlp</c> if an OTLP endpoint is configured, else nothing.
    /// </summary>
    public IList<string> Callbacks { get; } = [];

    /// <summary>Where <c>console</c> writes; standard output by default. Each tree is one <see cref="TextWriter.Write(string)"/>.</summary>
    public TextWriter? Console { get; set; }
}
