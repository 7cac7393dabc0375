using FsCheck;
using FsCheck.Fluent;

namespace TracedLlm.Export.Tests.Spool;

/// <summary>Whatever happens to the files: what is sound arrives once, and the rest is counted.</summary>
public sealed class SpoolDamageProperties
{
    private static readonly Config Runs = Config.QuickThrowOnFailure.WithMaxTest(SpoolRuns.Count(60)).WithReplay(777, 33);

    private static readonly Gen<SpoolHarm> Harms =
        from kind in Gen.Elements(Enum.GetValues<SpoolHarmKind>())
        from file in Gen.Choose(0, 20)
        from offset in Gen.Choose(0, 600)
        from length in Gen.Choose(1, 120)
        select new SpoolHarm(kind, file, offset, length);

    private static readonly Gen<(List<int> Sizes, int Acknowledged, List<SpoolHarm> Harms)> Cases =
        from count in Gen.Choose(1, 24)
        from sizes in Gen.Choose(0, 90).ListOf(count)
        from acknowledged in Gen.Choose(0, 4)
        from harms in Harms.ListOf().Resize(5)
        select (sizes, acknowledged, harms);

    [Fact]
    public void What_is_sound_arrives_once_and_the_rest_is_counted() =>
        Prop.ForAll(Arb.From(Cases), tried =>
        {
            using var run = new SpoolDamageRun(tried.Sizes, Math.Min(tried.Acknowledged, tried.Sizes.Count / 3));
            foreach (var harm in tried.Harms)
            {
                run.Do(harm);
            }

            run.Check();
        }).Check(Runs);

    [Fact]
    public void Every_kind_of_harm_occurs() =>
        Assert.Equal(Enum.GetValues<SpoolHarmKind>(), Harms.Sample(200, new Rnd(16_180, 33), 50).Select(harm => harm.Kind).Distinct().Order());
}
