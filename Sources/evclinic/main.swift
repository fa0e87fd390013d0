print("evclinic")
