using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace TracedLlm.Testing.Roslyn;

/// <summary>A diagnostic that a test expects. Values that are not set are not compared.</summary>
public sealed record ExpectedFinding
{
    /// <summary>A diagnostic of an analyzer or a generator.</summary>
    /// <param name="descriptor">Its rule; its severity is compared too.</param>
    public ExpectedFinding(DiagnosticDescriptor descriptor)
        : this(descriptor.Id, descriptor.DefaultSeverity)
    {
    }

    /// <summary>Any diagnostic.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="severity">Its severity, if it matters.</param>
    public ExpectedFinding(string id, DiagnosticSeverity? severity = null) => (Id, Severity) = (id, severity);

    /// <summary>The diagnostic's id.</summary>
    public string Id { get; }

    /// <summary>The diagnostic's severity.</summary>
    public DiagnosticSeverity? Severity { get; private init; }

    internal string? Message { get; private init; }

    internal int? MarkupKey { get; private init; }

    internal string? Path { get; private init; }

    internal LinePositionSpan? Lines { get; private init; }

    /// <summary>The diagnostic covers the markup <c>{|#key:…|}</c>.</summary>
    /// <param name="markupKey">The number after the hash.</param>
    public ExpectedFinding WithLocation(int markupKey) => this with { MarkupKey = markupKey };

    /// <summary>The diagnostic's whole message.</summary>
    /// <param name="message">The message.</param>
    public ExpectedFinding WithMessage(string message) => this with { Message = message };

    /// <summary>The diagnostic's severity.</summary>
    /// <param name="severity">The severity after all configuration.</param>
    public ExpectedFinding WithSeverity(DiagnosticSeverity severity) => this with { Severity = severity };

    internal ExpectedFinding At(string path, LinePositionSpan lines) => this with { Path = path, Lines = lines, MarkupKey = null };

    internal bool IsIn(ImmutableArray<MarkedSource> sources) =>
        MarkupKey is { } key
            ? sources.Any(source => source.Spans.Any(span => span.Name == $"#{key}"))
            : sources.Any(source => source.Path == Path);

    internal ExpectedFinding Resolve(ImmutableArray<MarkedSource> sources)
    {
        if (MarkupKey is not { } key)
        {
            return this;
        }

        var places = sources.SelectMany(source => source.Spans.Where(span => span.Name == $"#{key}").Select(span => (source.Path, source.LinesOf(span)))).ToArray();
        return places is [var (path, lines)]
            ? At(path, lines)
            : throw new VerificationException($"{{|#{key}:…|}} stands {places.Length} times in the test's sources.");
    }

    internal bool Matches(Diagnostic diagnostic)
    {
        var place = diagnostic.Location.GetLineSpan();
        return diagnostic.Id == Id
            && (Severity is null || diagnostic.Severity == Severity)
            && (Message is null || diagnostic.GetMessage(CultureInfo.InvariantCulture) == Message)
            && (Lines is null || (place.Path == Path && place.Span == Lines));
    }

    /// <inheritdoc/>
    public override string ToString() => string.Concat(
        Lines is { } lines ? $"{Path}({Print(lines.Start)}-{Print(lines.End)}): " : string.Empty,
        Severity is { } severity ? $"{severity} " : string.Empty,
        Id,
        Message is { } message ? $": {message}" : string.Empty);

    private static string Print(LinePosition position) => $"{position.Line + 1},{position.Character + 1}";
}
