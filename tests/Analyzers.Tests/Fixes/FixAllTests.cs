using Microsoft.CodeAnalysis.CodeFixes;
using TracedLlm.CodeFixes.Metadata;

namespace TracedLlm.Analyzers.Tests.Fixes;

/// <summary>Every fix as fix-all in one pass: two files with two findings each. The fixed code compiles, and the fix is offered nowhere.</summary>
public class FixAllTests
{
    public static TheoryData<int, string> Samples
    {
        get
        {
            var all = new TheoryData<int, string>();
            for (var index = 0; index < FixSamples.All.Length; index++)
            {
                all.Add(index, FixSamples.All[index].ToString());
            }

            return all;
        }
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public async Task Repairs_all_files_in_one_pass(int index, string name)
    {
        var (before, after) = await FixSamples.All[index].FixAllAsync();

        Assert.True(before == FixSample.Mistakes && after == 0, $"{name}: the fix is offered {before} times before and {after} times after fix-all");
    }

    [Fact]
    public void Every_fix_has_a_sample() => Assert.Empty(
        typeof(WrongMetadataFieldFix).Assembly.GetTypes()
            .Where(static type => typeof(CodeFixProvider).IsAssignableFrom(type) && !type.IsAbstract)
            .Except(FixSamples.All.Select(static sample => sample.Fix)));
}
