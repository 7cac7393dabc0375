using System.Globalization;

namespace TracedLlm.Bench;

/// <summary>A bound on a measurement.</summary>
/// <param name="Name">The measurement and its case.</param>
/// <param name="Measured">The measured value.</param>
/// <param name="Limit">The largest value that is allowed.</param>
/// <param name="Floor">The result of measuring the baseline against itself: the error of the measurement.</param>
/// <param name="Unit">The unit of the three values.</param>
internal sealed record Bar(string Name, double Measured, double Limit, double Floor, string Unit)
{
    public bool Holds => Measured <= Limit;

    public static string Header => Line("bar", "measured", "limit", "floor", "holds");

    /// <summary>Prints a line for each bar.</summary>
    /// <returns>The number of bars that do not hold.</returns>
    public static int Print(IEnumerable<Bar> bars)
    {
        var broken = 0;
        foreach (var bar in bars)
        {
            Console.WriteLine(bar);
            broken += bar.Holds ? 0 : 1;
        }

        return broken;
    }

    public override string ToString() => Line(Name, Text(Measured), Text(Limit), Text(Floor), Holds ? "yes" : "NO");

    private static string Line(string name, string measured, string limit, string floor, string holds) =>
        $"{name,-62} {measured,12} {limit,12} {floor,12}  {holds}";

    private string Text(double value) =>
        value.ToString(Unit == "B" ? "0.##" : "0.00", CultureInfo.InvariantCulture) + " " + Unit;
}
