using TracedLlm.Tests.Metadata;

namespace TracedLlm.Tests.Conventions;

/// <summary>An attribute in OpenTelemetry's semantic conventions, v1.41.1.</summary>
/// <param name="Span">The span of the conventions; <c>-</c> for an attribute of the registry only.</param>
/// <param name="Attribute">Its name.</param>
/// <param name="Type">Its type: <c>string</c>, <c>int</c>, <c>double</c>, <c>boolean</c>, <c>string[]</c>, <c>any</c>.</param>
/// <param name="Level">Its requirement level.</param>
internal sealed record ConventionRow(string Span, string Attribute, string Type, string Level)
{
    public static IReadOnlyList<ConventionRow> All { get; } =
    [
        .. RepositoryFile.Read("tests/Runtime.Tests/Conventions/semantic-conventions-1.41.1.tsv").Split('\n')
            .Where(line => line.Length > 0 && line[0] != '#')
            .Select(line => line.Split('\t'))
            .Select(cells => new ConventionRow(cells[0], cells[1], cells[2], cells[3])),
    ];

    /// <summary>Whether a value that a backend received has this type.</summary>
    public bool Allows(object? value) => Type switch
    {
        "string" => value is string,
        "int" => value is long,
        "double" => value is double,
        "boolean" => value is bool,
        "string[]" => value is IEnumerable<object?> items && items.All(item => item is string),

        // Structured values are JSON text where a span's attributes cannot be structured, as in .NET.
        _ => value is string,
    };
}
