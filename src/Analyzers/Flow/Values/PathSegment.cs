using Microsoft.CodeAnalysis;

namespace TracedLlm.Analyzers.Flow.Values;

/// <summary>One step on the path from an object to a value in it.</summary>
/// <param name="Kind">How the path goes on.</param>
/// <param name="Name">The constant name, or the key of an item.</param>
/// <param name="Given">The value that holds the name or the path.</param>
/// <param name="Member">The member.</param>
/// <param name="Place">Where the code names it.</param>
internal sealed record PathSegment(SegmentKind Kind, string? Name = null, FlowValue? Given = null, ISymbol? Member = null, SyntaxNode? Place = null)
{
    public static readonly PathSegment Element = new(SegmentKind.Element);
    public static readonly PathSegment ElementName = new(SegmentKind.ElementName);
    public static readonly PathSegment Unknown = new(SegmentKind.Unknown);

    /// <summary>A text that is the same for the same step.</summary>
    public string Identity => Kind switch
    {
        SegmentKind.Name => "/" + Name,
        SegmentKind.Given => $"/({Given!.Identity})",
        SegmentKind.GivenPath => $"/({Given!.Identity})*",
        SegmentKind.Member => "." + Member!.Name,
        SegmentKind.Item => "@" + Name,
        SegmentKind.Element => "/*",
        SegmentKind.ElementName => "/*name",
        _ => "/?",
    };

    /// <summary>Whether the value behind the step depends on what other code stored.</summary>
    public bool IsStored => Kind is SegmentKind.Member or SegmentKind.Item;

    public static PathSegment Of(string name, SyntaxNode? place) => new(SegmentKind.Name, Name: name, Place: place);

    public static PathSegment Of(ISymbol member, SyntaxNode? place) => new(SegmentKind.Member, Member: member.OriginalDefinition, Place: place);

    public static PathSegment OfItem(string key) => new(SegmentKind.Item, Name: key);

    /// <summary>The steps for a name, or a path of names, that a value holds.</summary>
    /// <param name="name">The value.</param>
    /// <param name="isPath">Whether the value is a path.</param>
    /// <param name="site">The call that hands the value over, if the value has no place of its own.</param>
    public static IEnumerable<PathSegment> Named(FlowValue name, bool isPath, SyntaxNode? site = null)
    {
        if (name.Text is { } text)
        {
            var place = name.Root.Place ?? site;
            return isPath ? JsonPathText.NamesIn(text).Select(part => Of(part, place)) : [Of(text, place)];
        }

        if (isPath && name is { Root.Creation: { } array, Path.IsEmpty: true })
        {
            return array.Elements().SelectMany(element => element.Length == 1 ? Named(element[0], isPath: false, site) : [Unknown]);
        }

        var isOpen = name.Root.Kind == RootKind.Parameter || (name.Root.Kind == RootKind.Unknown && !name.Path.IsEmpty && name.Path[0].IsStored);
        var held = name with { When = Condition.Always };
        return !isOpen ? [Unknown]

            // The element of an array of names, in a loop: the loop walks the path.
            : !isPath && !name.Path.IsEmpty && name.Path[name.Path.Length - 1].Kind == SegmentKind.Element
                ? [new PathSegment(SegmentKind.GivenPath, Given: held with { Path = name.Path.RemoveAt(name.Path.Length - 1) }, Place: site)]
                : [new PathSegment(isPath ? SegmentKind.GivenPath : SegmentKind.Given, Given: held, Place: site)];
    }
}
