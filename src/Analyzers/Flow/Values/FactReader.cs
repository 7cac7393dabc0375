using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Microsoft.CodeAnalysis;

namespace TracedLlm.Analyzers.Flow.Values;

/// <summary>Reads the text of <see cref="FactWriter"/>.</summary>
internal sealed class FactReader(IMethodSymbol method, string text, Compilation compilation)
{
    private int _at;

    public FunctionSummary? Read()
    {
        var returned = ImmutableArray.CreateBuilder<FlowValue>();
        var reads = ImmutableArray.CreateBuilder<ValueRead>();
        var outs = new Dictionary<int, ImmutableArray<FlowValue>>();
        var isTrue = Values.Condition.Other("foreign");
        try
        {
            while (_at < text.Length)
            {
                switch (Next())
                {
                    case 'r':
                        returned.Add(Value());
                        break;
                    case 'k':
                        var function = Number();
                        reads.Add(new ValueRead(Value(), null) { ForeignFunction = $"{method.GetDocumentationCommentId()} {function}" });
                        break;
                    case 'c':
                        isTrue = Condition();
                        break;
                    case 'o':
                        var ordinal = Number();
                        outs[ordinal] = (outs.TryGetValue(ordinal, out var before) ? before : []).Add(Value());
                        break;
                    default:
                        return null;
                }
            }
        }
        catch (Exception e) when (e is FormatException or ArgumentOutOfRangeException or IndexOutOfRangeException)
        {
            // A newer version of the library may have written it.
            return null;
        }

        return new ForeignSummary(returned.Count == 0 ? [FlowValue.Unknown] : returned.ToImmutable(), isTrue, reads.ToImmutable(), outs.ToImmutableDictionary());
    }

    private FlowValue Value()
    {
        var root = Next() switch
        {
            'R' => ValueRoot.Request,
            'E' => ValueRoot.Elsewhere,
            'H' => ValueRoot.RequestPath,
            'P' => ValueRoot.Parameter(Number()),
            'S' => ValueRoot.Of(Text(), null),
            _ => ValueRoot.Unknown,
        };
        var path = ImmutableArray.CreateBuilder<PathSegment>();
        for (var step = Next(); step != ';'; step = Next())
        {
            path.Add(step switch
            {
                '/' => PathSegment.Of(Text(), null),
                '@' => PathSegment.OfItem(Text()),
                '(' => new PathSegment(SegmentKind.Given, Given: Value()),
                '[' => new PathSegment(SegmentKind.GivenPath, Given: Value()),
                '*' => PathSegment.Element,
                '~' => PathSegment.ElementName,
                ',' => Member((Symbol(Text()) as IMethodSymbol)?.Parameters.ElementAtOrDefault(Number())),
                '.' => Member(Symbol(Text())),
                _ => PathSegment.Unknown,
            });
        }

        return new FlowValue(root, path.ToImmutable(), Condition());
    }

    private Condition Condition() => Next() switch
    {
        '1' => Values.Condition.Always,
        '0' => Values.Condition.Never,
        '!' => Condition().Not(),
        '&' => Condition().And(Condition()),
        '|' => Condition().Or(Condition()),
        'x' => Values.Condition.Other("foreign " + Number()),
        'y' => Values.Condition.Of(new Test(TestKind.Runs, Name: "foreign " + Number())),
        't' => Test(),
        _ => throw new FormatException(),
    };

    private Condition Test()
    {
        var kind = (TestKind)Number();
        var operand = Text();
        return Values.Condition.Of(new Test(kind, Value(), operand));
    }

    private static PathSegment Member(ISymbol? member) => member is null ? PathSegment.Unknown : PathSegment.Of(member, null);

    private ISymbol? Symbol(string id) => DocumentationCommentId.GetFirstSymbolForDeclarationId(id, compilation);

    private char Next() => text[_at++];

    private int Number()
    {
        var end = text.IndexOf(' ', _at);
        var number = int.Parse(text.Substring(_at, end - _at), CultureInfo.InvariantCulture);
        _at = end + 1;
        return number;
    }

    private string Text()
    {
        if (Next() != '"')
        {
            throw new FormatException();
        }

        var read = new StringBuilder();
        for (var c = Next(); c != '"'; c = Next())
        {
            read.Append(c != '\\' ? c : Next() switch { 'n' => '\n', 'r' => '\r', var same => same });
        }

        return read.ToString();
    }
}
