using System.Globalization;

namespace TracedLlm.Bench;

/// <summary>One promise, measured.</summary>
/// <param name="Name">What is promised, where.</param>
/// <param name="Measured">What was measured.</param>
/// <param name="Limit">The most it may be.</param>
/// <param name="Floor">What the same measurement says of the plain side against itself; the instrument's own error.</param>
/// <param name="Unit">The unit of all three.</param>
internal sealed record Bar(string Name, double Measured, double Limit, double Floor, string Unit)
{
    public bool Holds => Measured <= Limit;

    public static string Header => Line("bar", "measured", "limit", "floor", "holds");

    public override string ToString() => Line(Name, Text(Measured), Text(Limit), Text(Floor), Holds ? "yes" : "NO");

    private static string Line(string name, string measured, string limit, string floor, string holds) =>
        $"{name,-62} {measured,12} {limit,12} {floor,12}  {holds}";

    private string Text(double value) =>
        value.ToString(Unit == "B" ? "0.##" : "0.00", CultureInfo.InvariantCulture) + " " + Unit;
}
