using System.Globalization;
using Microsoft.CodeAnalysis;

namespace TracedLlm.Analyzers.Flow.Values;

/// <summary>A test of one value.</summary>
/// <param name="Kind">What it asks.</param>
/// <param name="Subject">The tested value; <see langword="null"/> for a test that the model does not understand.</param>
/// <param name="Operand">The constant that the value is compared with.</param>
/// <param name="Name">Tells tests that the model does not understand from each other.</param>
/// <param name="Place">Where the code names the constant.</param>
internal sealed record Test(TestKind Kind, FlowValue? Subject = null, object? Operand = null, string Name = "", SyntaxNode? Place = null)
{
    /// <summary>A text that is the same for tests with the same result.</summary>
    public string Identity => $"{Kind} {Subject?.Identity} {Operand} {Name}";

    /// <summary>The condition that a value passes a test. The model decides tests of constants.</summary>
    public static Condition Of(TestKind kind, FlowValue subject, object? operand = null, SyntaxNode? place = null)
    {
        var test = new Test(kind, subject with { When = Condition.Always }, operand, Place: place);
        if (kind == TestKind.Runs && subject.Path.IsEmpty && subject.Root.Type is { } type && operand is Receiver receiver)
        {
            return receiver.IsRunBy(type) ? Condition.Always : Condition.Never;
        }

        return (subject.Root.Kind, subject.Path.IsEmpty) switch
        {
            (RootKind.Constant, true) when kind != TestKind.Runs => Decide(kind, subject.Root.Constant, operand) ? Condition.Always : Condition.Never,
            (RootKind.Created, true) when kind == TestKind.IsPresent => Condition.Always,
            _ => Condition.Of(test),
        };
    }

    /// <summary>The condition that one of the values passes a test and is the value of the expression.</summary>
    public static Condition Of(TestKind kind, IEnumerable<FlowValue> subjects, object? operand = null, SyntaxNode? place = null) =>
        subjects.Aggregate(Condition.Never, (all, subject) => all.Or(subject.When.And(Of(kind, subject, operand, place))));

    private static bool Decide(TestKind kind, object? value, object? operand) => kind switch
    {
        TestKind.IsPresent => value is not null and not "",
        TestKind.IsTrue => value is true,
        TestKind.Equals => value is string text && operand is string other
            ? text.Equals(other, StringComparison.OrdinalIgnoreCase)
            : value is not null && operand is not null && Convert.ToString(value, CultureInfo.InvariantCulture) == Convert.ToString(operand, CultureInfo.InvariantCulture),
        TestKind.StartsWith => value is string text && operand is string start && text.StartsWith(start, StringComparison.OrdinalIgnoreCase),
        TestKind.EndsWith => value is string text && operand is string end && text.EndsWith(end, StringComparison.OrdinalIgnoreCase),
        _ => value is string text && operand is string part && text.IndexOf(part, StringComparison.OrdinalIgnoreCase) >= 0,
    };
}
