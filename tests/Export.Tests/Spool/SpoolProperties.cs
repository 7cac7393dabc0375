using FsCheck;
using FsCheck.Fluent;

namespace TracedLlm.Export.Tests.Spool;

/// <summary>After any sequence of steps and at any kill of the process, the spool equals the model.</summary>
public sealed class SpoolProperties
{
    private static readonly Config Runs = Config.QuickThrowOnFailure.WithMaxTest(SpoolRuns.Count(30)).WithReplay(61_803, 39);

    private static readonly Gen<SpoolStep> Steps =
        from kind in Gen.Frequency(
            (6, Gen.Constant(SpoolStepKind.Append)),
            (5, Gen.Constant(SpoolStepKind.Read)),
            (3, Gen.Constant(SpoolStepKind.Acknowledge)),
            (2, Gen.Constant(SpoolStepKind.Release)),
            (1, Gen.Constant(SpoolStepKind.Kill)),
            (1, Gen.Constant(SpoolStepKind.KillWhileAppending)),
            (1, Gen.Constant(SpoolStepKind.Restart)))
        from destination in Gen.Elements("a", "b")
        from number in Gen.Choose(0, 1_000)
        select new SpoolStep(kind, destination, number);

    [Fact]
    public void No_batch_is_lost_or_changed_and_no_acknowledged_batch_comes_again() =>
        Prop.ForAll(Arb.From(Steps.ListOf().Resize(60)), steps =>
        {
            using var run = new SpoolModelRun();
            foreach (var step in steps)
            {
                run.Do(step);
            }

            run.DrainAll();
        }).Check(Runs);

    [Fact]
    public void Every_kind_of_step_occurs() =>
        Assert.Equal(Enum.GetValues<SpoolStepKind>(), Steps.Sample(200, new Rnd(61_803, 39), 50).Select(step => step.Kind).Distinct().Order());
}
