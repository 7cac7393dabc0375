using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using TracedLlm.Generators.Common;

namespace TracedLlm.Generators.Payloads;

/// <summary>
/// Turns a payload type into the model of its generated half and into its problems. The generator and the analyzers use the
/// same parser, so they agree. The model omits a property that the reader cannot read and keeps the others.
/// </summary>
internal static class PayloadParser
{
    public static PayloadResult Parse(INamedTypeSymbol type, CancellationToken cancellationToken)
    {
        var map = PayloadAttributes.MapOn(type);
        var metadata = PayloadAttributes.MetadataOn(type);
        var properties = type.GetMembers().OfType<IPropertySymbol>().Where(property => property.PartialImplementationPart is not null || property.PartialDefinitionPart is null).ToList();
        var problems = ImmutableArray.CreateBuilder<PayloadProblem>();
        foreach (var (attribute, property) in properties.SelectMany(property => UnreadAttributes(property, map is not null, metadata is not null)))
        {
            problems.Add(new(PayloadRules.Unreadable, Place(attribute, property, cancellationToken), [property.Name, MissingTypeAttribute(attribute)]));
        }

        if (map is null && metadata is null)
        {
            return new(null, problems.ToImmutable());
        }

        if (PayloadTypes.Obstacle(type, isMap: map is not null, isMetadata: metadata is not null) is { } obstacle)
        {
            problems.Insert(0, new(PayloadRules.Unreadable, type.Locations.FirstOrDefault() ?? Location.None, [type.Name, obstacle]));
            return new(null, problems.ToImmutable());
        }

        var root = new PayloadNode();
        List<PayloadField> fields = [];
        Dictionary<string, IPropertySymbol> tags = new(StringComparer.Ordinal);
        foreach (var property in properties)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var attributes = map is not null ? PayloadAttributes.FieldsOn(property) : PayloadAttributes.KeysOn(property);
            foreach (var attribute in attributes)
            {
                var place = Place(attribute, property, cancellationToken);
                var (field, reason) = Field(property, attribute, place, isPath: map is not null);
                if (field is null)
                {
                    problems.Add(new(PayloadRules.Unreadable, place, [property.Name, reason!]));
                    continue;
                }

                var writer = field.Tag is { } tag && tags.TryGetValue(tag, out var other) && !SymbolEqualityComparer.Default.Equals(other, property) ? other : null;
                if (writer is not null)
                {
                    field = field with { Tag = null };
                }

                if (root.Add(field) is { } taken)
                {
                    problems.Add(new(PayloadRules.MappedTwice, place, [property.Name, taken]));
                    continue;
                }

                fields.Add(field);
                if (writer is not null)
                {
                    problems.Add(new(PayloadRules.MappedTwice, place, [property.Name, $"'{writer.Name}' already writes the attribute '{attribute.Named("Tag").Text()}'"]));
                }
                else if (field.Tag is not null)
                {
                    tags[field.Tag] = property;
                }
            }
        }

        return new(Model(type, metadata is not null, root, fields), problems.ToImmutable());
    }

    private static PayloadModel Model(INamedTypeSymbol type, bool isMetadata, PayloadNode root, List<PayloadField> fields)
    {
        var reading = new PayloadReading(fields);
        var properties = fields.GroupBy(field => field.Property, SymbolEqualityComparer.Default).ToList();
        var initialisers = properties.Select(property =>
            $"{CSharpText.Identifier(property.Key!.Name)} = {string.Join(" ?? ", property.Select(reading.ValueOf))}{property.First().Type.Absent}");
        var written = fields.Where(field => field.Tag is not null).GroupBy(field => field.Tag!).Select(tag => (Tag: Tag(tag.First()), IsContent: tag.Any(field => field.IsContent))).ToList();
        var warnings = new RepeatedWarnings();
        foreach (var property in properties)
        {
            warnings.Add(property.Key!);
        }

        List<string> headers = [];
        for (var current = type; current is not null; current = current.ContainingType)
        {
            headers.Insert(0, PartialType.Header(current, @unsafe: false));
        }

        return new()
        {
            FullName = MetadataNames.FullName(type),
            Namespace = type.ContainingNamespace is { IsGlobalNamespace: false } space
                ? space.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat.WithGlobalNamespaceStyle(SymbolDisplayGlobalNamespaceStyle.Omitted))
                : null,
            Headers = new(headers),
            Type = type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat),
            IsRegistered = isMetadata,
            RepeatedWarnings = new(warnings.Ids),
            Locals = new(reading.Locals),
            Document = reading.Document(root),
            Initialisers = new(initialisers),
            Tags = new(written.Where(tag => !tag.IsContent).Select(tag => tag.Tag)),
            ContentTags = new(written.Where(tag => tag.IsContent).Select(tag => tag.Tag)),
        };
    }

    private static PayloadTagModel Tag(PayloadField field)
    {
        var name = field.Property.Name;
        return new(CSharpText.Literal(field.Tag), name is "tags" or "content" ? $"this.{name}" : CSharpText.Identifier(name));
    }

    private static (PayloadField? Field, string? Problem) Field(IPropertySymbol property, AttributeData attribute, Location place, bool isPath)
    {
        var path = attribute.First().Text() ?? "";
        var tag = attribute.Named("Tag").Text();
        var (steps, problem) = isPath ? PayloadPath.Parse(path) : ([path], PayloadPath.NameProblem(path));
        if (PayloadTypes.Obstacle(property, tag) is { } obstacle)
        {
            return (null, obstacle);
        }

        if (problem is not null)
        {
            return (null, problem);
        }

        if (PayloadFieldType.Find(property.Type) is not { } type)
        {
            return (null, $"its type {property.Type.ToDisplayString(CSharpText.ShortType)} is not supported; use string, bool, int, long, double, string[], IReadOnlyList<string> or Utf8Json");
        }

        return (new(property, place, path, steps, type, tag, attribute.Named("Content").Value is true), null);
    }

    /// <summary>The attributes that nothing reads, because the type lacks the attribute that belongs to them.</summary>
    private static IEnumerable<(AttributeData Attribute, IPropertySymbol Property)> UnreadAttributes(IPropertySymbol property, bool isMap, bool isMetadata) =>
        (isMap ? [] : PayloadAttributes.FieldsOn(property))
            .Concat(isMetadata ? [] : PayloadAttributes.KeysOn(property))
            .Select(attribute => (attribute, property));

    private static string MissingTypeAttribute(AttributeData attribute) => attribute.AttributeClass!.Name == "PayloadFieldAttribute"
        ? "its type is not a [PayloadMap]; add the attribute to the type"
        : "its type is not a [GatewayMetadata]; add the attribute to the type";

    private static Location Place(AttributeData attribute, ISymbol property, CancellationToken cancellationToken) =>
        attribute.ApplicationSyntaxReference?.GetSyntax(cancellationToken).GetLocation() ?? property.Locations.FirstOrDefault() ?? Location.None;
}
