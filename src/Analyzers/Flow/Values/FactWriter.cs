using System.Globalization;
using System.Text;
using Microsoft.CodeAnalysis;

namespace TracedLlm.Analyzers.Flow.Values;

/// <summary>
/// Writes the summary of a function as one line of text, for projects that reference this one. Each part starts with a letter
/// that says what it is, and its own parts follow; a text stands in quotes.
/// </summary>
internal sealed class FactWriter
{
    private readonly StringBuilder _text = new();
    private readonly Dictionary<string, int> _others = [];

    public override string ToString() => _text.ToString();

    public void Write(char part, IEnumerable<FlowValue> values)
    {
        foreach (var value in values)
        {
            _text.Append(part);
            Write(value);
        }
    }

    /// <summary>Writes reads, each with a number that is the same for the reads of one function.</summary>
    public void WriteReads(IEnumerable<(string Function, FlowValue Value)> reads)
    {
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (function, value) in reads)
        {
            if (!numbers.TryGetValue(function, out var number))
            {
                numbers.Add(function, number = numbers.Count);
            }

            _text.Append('k');
            Write(number);
            Write(value);
        }
    }

    public void Write(char part, Condition condition)
    {
        _text.Append(part);
        Write(condition);
    }

    /// <summary>Writes the values of an <c>out</c> parameter.</summary>
    public void WriteOut(int ordinal, IEnumerable<FlowValue> values)
    {
        foreach (var value in values)
        {
            _text.Append('o');
            Write(ordinal);
            Write(value);
        }
    }

    private void Write(FlowValue value)
    {
        switch (value.Root.Kind)
        {
            case RootKind.Request:
                _text.Append('R');
                break;
            case RootKind.Elsewhere:
                _text.Append('E');
                break;
            case RootKind.RequestPath:
                _text.Append('H');
                break;
            case RootKind.Parameter:
                _text.Append('P');
                Write(value.Root.Ordinal);
                break;
            case RootKind.Constant when value.Root.Constant is string text:
                _text.Append('S');
                Write(text);
                break;
            default:
                _text.Append('U');
                break;
        }

        foreach (var step in value.Path)
        {
            Write(step);
        }

        _text.Append(';');
        Write(value.When);
    }

    private void Write(PathSegment step)
    {
        switch (step.Kind)
        {
            case SegmentKind.Name:
                _text.Append('/');
                Write(step.Name!);
                break;
            case SegmentKind.Item:
                _text.Append('@');
                Write(step.Name!);
                break;
            case SegmentKind.Given:
                _text.Append('(');
                Write(step.Given!);
                break;
            case SegmentKind.GivenPath:
                _text.Append('[');
                Write(step.Given!);
                break;
            case SegmentKind.Element:
                _text.Append('*');
                break;
            case SegmentKind.ElementName:
                _text.Append('~');
                break;
            case SegmentKind.Member when step.Member is IParameterSymbol { ContainingSymbol: IMethodSymbol method } parameter:
                _text.Append(',');
                Write(method.GetDocumentationCommentId() ?? "");
                Write(parameter.Ordinal);
                break;
            case SegmentKind.Member:
                _text.Append('.');
                Write(step.Member!.GetDocumentationCommentId() ?? "");
                break;
            default:
                _text.Append('?');
                break;
        }
    }

    private void Write(Condition condition)
    {
        switch (condition.Kind)
        {
            case ConditionKind.Always:
                _text.Append('1');
                break;
            case ConditionKind.Never:
                _text.Append('0');
                break;
            case ConditionKind.Not:
                _text.Append('!');
                Write(condition.Left!);
                break;
            case ConditionKind.And:
            case ConditionKind.Or:
                _text.Append(condition.Kind == ConditionKind.And ? '&' : '|');
                Write(condition.Left!);
                Write(condition.Right!);
                break;
            default:
                Write(condition.Test!);
                break;
        }
    }

    private void Write(Test test)
    {
        // A number in place of the name, which depends on the place in the file.
        if (test.Subject is not { } subject || test.Kind == TestKind.Runs)
        {
            if (!_others.TryGetValue(test.Identity, out var number))
            {
                _others.Add(test.Identity, number = _others.Count);
            }

            _text.Append(test.Kind == TestKind.Runs ? 'y' : 'x');
            Write(number);
            return;
        }

        _text.Append('t');
        Write((int)test.Kind);
        Write(Convert.ToString(test.Operand, CultureInfo.InvariantCulture) ?? "");
        Write(subject);
    }

    private void Write(int number) => _text.Append(number.ToString(CultureInfo.InvariantCulture)).Append(' ');

    private void Write(string text) => _text.Append('"').Append(text.Replace("\\", "\\\\").Replace("\"", "\\\"").Replace("\r", "\\r").Replace("\n", "\\n")).Append('"');
}
