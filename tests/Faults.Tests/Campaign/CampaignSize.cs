using System.Globalization;

namespace TracedLlm.Faults.Tests.Campaign;

/// <summary>How much the campaign does, and with which random numbers.</summary>
internal static class CampaignSize
{
    /// <summary>The environment variable that asks for the long campaign, which takes an hour: its value is <c>long</c>.</summary>
    public const string SizeVariable = "TRACEDLLM_FAULTS";

    /// <summary>The environment variable with a seed, to repeat a run.</summary>
    public const string SeedVariable = "TRACEDLLM_FAULTS_SEED";

    // The short campaign runs with every build, and there the same cases shall run in every build.
    private const int SeedOfShort = 16;

    /// <summary>Whether the long campaign runs.</summary>
    public static bool IsLong { get; } = Environment.GetEnvironmentVariable(SizeVariable) == "long";

    /// <summary>The seed of every random choice; each scenario prints it.</summary>
    public static int Seed { get; } = Environment.GetEnvironmentVariable(SeedVariable) is { Length: > 0 } seed
        ? int.Parse(seed, CultureInfo.InvariantCulture)
        : IsLong ? Environment.TickCount : SeedOfShort;

    /// <summary>Returns the number for the size of this campaign.</summary>
    public static int Count(int inShort, int inLong) => IsLong ? inLong : inShort;

    /// <summary>Random numbers of a scenario, the same for the same seed.</summary>
    public static Random NewRandom(int stream = 0) => new(unchecked((Seed * 397) ^ stream));
}
