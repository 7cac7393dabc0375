using System.Text.RegularExpressions;
using TracedLlm.Bench.Architecture;

namespace TracedLlm.Architecture.Tests;

/// <summary>
/// The rules run at the same time and share what they compute about a compilation. They take one lock for it: with two, a rule
/// that holds the first and a rule that holds the second wait for each other, and the build never ends.
/// </summary>
public sealed partial class LockTests
{
    private static readonly string[] LockOfTheCompilation = ["Code.Lock", "compilationLock"];

    [Fact]
    public void The_rules_take_only_the_lock_of_the_compilation()
    {
        var locks = Directory.EnumerateFiles(Path.Combine(Checkout.Find(AppContext.BaseDirectory), "src", "Analyzers"), "*.cs", SearchOption.AllDirectories)
            .Where(static file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .SelectMany(static file => Lock().Matches(File.ReadAllText(file)).Select(match => $"{Path.GetFileName(file)}: {match.Groups["what"].Value}"))
            .ToList();

        Assert.NotEmpty(locks);
        Assert.DoesNotContain(locks, taken => !LockOfTheCompilation.Any(allowed => taken.EndsWith($": {allowed}", StringComparison.Ordinal)));
    }

    [GeneratedRegex(@"(?:\block \(|Monitor\.(?:Try)?Enter\(|\bnew Mutex\(|\bnew SemaphoreSlim\()(?<what>[^)]*)")]
    private static partial Regex Lock();
}
