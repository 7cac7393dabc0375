using System.Globalization;
using TracedLlm.Bench.Gateway.Growths;
using TracedLlm.Bench.Gateway.Modes;

namespace TracedLlm.Bench.Gateway.Options;

/// <summary>What the command line asks for.</summary>
internal sealed record BenchOptions
{
    public const string Usage = """
        dotnet run -c Release --project bench/Gateway
            Measures every mode under every load, in about an hour, and writes table, chart, CSV and docs/benchmarks.md.
        dotnet run -c Release --project bench/Gateway -- --bars
            Only what the bars need, in under ten minutes: a line per bar. Ends with 1 if a bar does not hold.
        dotnet run -c Release --project bench/Gateway -- --growth
            The cost as attributes, spans, bodies and connections grow, with a chart each, in about fifty minutes. Ends with 1 if a
            step costs more than its work.
        dotnet run -c Release --project bench/Gateway -- --young
            What tracing costs in the first seconds of a process, by default of none and 100%: a line per bar, in two minutes.
        dotnet run -c Release --project bench/Gateway -- --overload
            The sample gateway with two and five times the requests that it can answer, in under six minutes: a line per bar.
        dotnet run -c Release --project bench/Gateway -- --facts [--stream]
            The spans of one request, by the library and by hand, and their differences.

        --modes none,100%,peer     the modes; without it all
        --rates 30,300,2000        the rates of the open loop
        --delays 0,20,60           the provider's delays in milliseconds; those above 0 at 300 requests per second
        --seconds 5                how long each measurement lasts; of --overload 60 without it
        --rounds 6                 the rounds; the first one is thrown away
        --fresh 15                 how many of the first seconds of a process are measured; 0 for none
        --kinds attributes,spans   what grows, of attributes, spans, bodies and connections; without it all
        --no-streams               without streams
        --no-files                 without chart, CSV and page
        """;

    public bool Bars { get; init; }

    public bool Growth { get; init; }

    public bool Young { get; init; }

    public bool Overload { get; init; }

    public bool Facts { get; init; }

    public bool Stream { get; init; }

    public bool Streams { get; init; } = true;

    public bool Files { get; init; } = true;

    public bool Help { get; init; }

    /// <summary>The modes; <see langword="null"/> for those that belong to the command.</summary>
    public IReadOnlyList<GatewayMode>? StatedModes { get; init; }

    public IReadOnlyList<GatewayMode> Modes => StatedModes ?? (Young ? [GatewayModes.None, GatewayModes.All] : GatewayModes.Every);

    public IReadOnlyList<int> Rates { get; init; } = [30, 300, 2000];

    public IReadOnlyList<int> Delays { get; init; } = [0, 20, 60];

    public IReadOnlyList<string> Kinds { get; init; } = GrowthPlan.Kinds;

    /// <summary>The seconds; <see langword="null"/> for those that belong to the command.</summary>
    public double? StatedSeconds { get; init; }

    public double Seconds => StatedSeconds ?? (Overload ? 60 : 5);

    public int Rounds { get; init; } = 6;

    public int Fresh { get; init; } = 15;

    /// <exception cref="BenchException">An option is wrong.</exception>
    public static BenchOptions Parse(string[] arguments)
    {
        var options = new BenchOptions();
        for (var index = 0; index < arguments.Length; index++)
        {
            options = arguments[index] switch
            {
                "--bars" => options with { Bars = true },
                "--growth" => options with { Growth = true },
                "--young" => options with { Young = true },
                "--overload" => options with { Overload = true },
                "--facts" => options with { Facts = true },
                "--stream" => options with { Stream = true },
                "--no-streams" => options with { Streams = false },
                "--no-files" => options with { Files = false },
                "--help" or "-h" => options with { Help = true },
                "--modes" => options with { StatedModes = [.. Value(arguments, ref index).Split(',').Select(GatewayModes.Find)] },
                "--kinds" => options with { Kinds = [.. Value(arguments, ref index).Split(',').Select(GrowthPlan.Find)] },
                "--rates" => options with { Rates = Numbers(arguments, ref index, 1, 100_000) },
                "--delays" => options with { Delays = Numbers(arguments, ref index, 0, 10_000) },
                "--seconds" => options with { StatedSeconds = Numbers(arguments, ref index, 1, 600)[0] },
                "--rounds" => options with { Rounds = Numbers(arguments, ref index, 1, 100)[0] },
                "--fresh" => options with { Fresh = Numbers(arguments, ref index, 0, 600)[0] },
                var unknown => throw new BenchException($"There is no option '{unknown}'.{Environment.NewLine}{Usage}"),
            };
        }

        return options;
    }

    private static string Value(string[] arguments, ref int index) => ++index < arguments.Length
        ? arguments[index]
        : throw new BenchException($"{arguments[index - 1]} needs a value.{Environment.NewLine}{Usage}");

    private static List<int> Numbers(string[] arguments, ref int index, int least, int most)
    {
        var (name, text) = (arguments[index], Value(arguments, ref index));
        var numbers = new List<int>();
        foreach (var part in text.Split(','))
        {
            numbers.Add(int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
                ? number
                : throw new BenchException($"{name} takes whole numbers from {least} to {most}, separated by commas, not '{text}'."));
        }

        return numbers;
    }
}
